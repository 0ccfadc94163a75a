"""Sight: what is counted, traced and told of the service, and nothing of a patient."""
