"""The ground of the doors over HTTP: bodies, problems, one call, the port."""
