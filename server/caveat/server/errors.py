"""What goes wrong with processes."""

from caveat.source.errors import CaveatError


class WorkersError(CaveatError):
    """No worker can serve: each that was started ended before it listened."""
