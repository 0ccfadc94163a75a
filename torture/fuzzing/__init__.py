"""Fuzzing: what is read from outside is read, or refused by name, whatever the bytes."""
