"""Two texts -> says it, says the opposite, only touches it."""
