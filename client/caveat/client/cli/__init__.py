"""The command line, for pharmacists, for scripts and for those who write rules."""

from caveat.client.cli.program import main

__all__ = ["main"]
