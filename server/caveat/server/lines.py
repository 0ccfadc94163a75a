"""Lines of the log that have parts, which a program may want to read one by one."""

from typing import NamedTuple


class CallLine(NamedTuple):
    """One call that has ended.

    ``call`` is our id of it, ``request`` the id under which the caller knows it, if it stated one.
    """

    method: str
    status: str
    milliseconds: float
    call: str
    request: str = ""
    caller: str = ""

    def __str__(self) -> str:
        line = f"{self.method} {self.status} {self.milliseconds:.1f} ms {self.call}"
        by = f" by {self.caller}" if self.caller else ""
        return f"{line} for {self.request}{by}" if self.request else f"{line}{by}"


class FaultLine(NamedTuple):
    """A call that failed by a fault of ours; ``cause`` quotes nothing."""

    call: str
    cause: str

    def __str__(self) -> str:
        return f"call {self.call} failed: {self.cause}"
