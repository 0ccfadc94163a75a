"""From what people write to concepts: medications, conditions, observations and their codes."""
