"""What goes wrong with processes, and with callers before they are answered."""

from caveat.source.errors import CaveatError


class WorkersError(CaveatError):
    """No worker can serve: each that was started ended before it listened."""


class UnauthenticatedError(CaveatError):
    """A caller did not show who it is; ``reason`` is a whole clause, and quotes nothing."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class ForbiddenError(CaveatError):
    """A caller is known, and may not do this."""


class TooManyCallsError(CaveatError):
    """A caller has used up what it may call; after so many ``seconds`` it may again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"too many calls; again in {seconds:.1f} s")


class DeadlineError(CaveatError):
    """A call took longer than the service lets any take."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"no answer within the {seconds:g} s that the service takes for one")
