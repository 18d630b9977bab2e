"""One survey, by one channel, in one period, about its targets."""
