"""Reports, rules and recognitions as text that a person reads."""
