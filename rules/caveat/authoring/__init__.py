"""For those who write rules: what shows across a pack, and whether its examples hold."""
