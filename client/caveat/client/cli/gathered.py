"""Options that belong together, handed to a command as one value."""

from collections.abc import Callable
from functools import wraps
from inspect import signature

Command = Callable[..., None]
Decorator = Callable[[Command], Command]


def gathered(name: str, into: Callable[..., object], *options: Decorator) -> Decorator:
    """Declare options, and hand the command one value, made from all that ``into`` takes."""
    taken = tuple(signature(into).parameters)

    def declare(command: Command) -> Command:
        @wraps(command)
        def gather(**given: object) -> None:
            value = into(**{option: given.pop(option) for option in taken})
            command(**given, **{name: value})

        declared: Command = gather
        for option in reversed(options):
            declared = option(declared)
        return declared

    return declare
