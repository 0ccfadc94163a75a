"""Those who show something wrong, counted by where they call from."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from caveat.server.errors import UnauthenticatedError
from caveat.server.identity.rates import Rates
from caveat.server.settings import Rate

# Signatures cost so much time that nobody shall have many of them looked at in vain.
_RATE = Rate(per_second=20, burst=100)


class Failures:
    """Lets so many attempts of one address fail, and looks at no more of them until later."""

    def __init__(self, rates: Rates | None = None) -> None:
        self._rates = rates or Rates(_RATE)

    @contextmanager
    def counted(self, peer: Callable[[], str]) -> Generator[None]:
        """Count what fails within; ``TooManyCallsError`` where too much has failed before."""
        address = peer()
        self._rates.check(address)
        try:
            yield
        except UnauthenticatedError:
            self._rates.take(address)
            raise
