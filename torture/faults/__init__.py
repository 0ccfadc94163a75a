"""The faults by name; each is given a run and gives counts."""
