"""Who is asked and what became of it: frames, draws, quotas, sample sizes and final dispositions."""
