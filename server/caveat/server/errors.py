"""What goes wrong with processes."""

from caveat.source.errors import CaveatError


class WorkersError(CaveatError):
    """No worker can serve: each that was started ended before it listened."""


class DeadlineError(CaveatError):
    """A call took longer than the service lets any take."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within the {seconds:g} s that the service takes for one")
