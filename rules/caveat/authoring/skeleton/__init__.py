"""Starts packs and rules: files with every field, and with what is still to be written."""
