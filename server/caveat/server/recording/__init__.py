"""What of a check stands in the decision log, and the way there from every door."""
