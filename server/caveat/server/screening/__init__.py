"""Checks a whole panel of patients from files, and goes on where an earlier run stopped."""
