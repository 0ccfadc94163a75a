"""What hostile callers send."""
