"""The feedback store: which cards were shown, and what clinicians answered."""
