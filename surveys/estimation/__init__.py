"""From answers to estimates with their errors: weights, variance, intervals, composites, ranks, disclosure control."""
