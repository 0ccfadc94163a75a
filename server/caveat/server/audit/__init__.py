"""The decision log: what was answered to whom, on which rules, and what was not checked."""
