"""Values of a document, each with the place where it stands."""

from msgspec import Struct


class Scalar(Struct, frozen=True, gc=False):
    """A text and where it stands, from one."""

    text: str
    line: int
    column: int


class Sequence(Struct, frozen=True, gc=False):
    """A list of values and where it starts."""

    items: tuple["Node", ...]
    line: int
    column: int


class Mapping(Struct, frozen=True, gc=False):
    """Values by key, the keys with their places, and where the mapping starts."""

    keys: tuple[Scalar, ...]
    values: dict[str, "Node"]
    line: int
    column: int


Node = Scalar | Sequence | Mapping
