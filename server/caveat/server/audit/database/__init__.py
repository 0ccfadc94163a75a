"""The decision log in PostgreSQL."""
