"""What a new file says of a shape: every field in order, with its help and what is to be written.

What is to be written stands in ``<...>``, which no pack is served with.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from caveat.source.shape import Either, Flag, Form, Keyed, Known, Later, Listed, Shape, Text, Words

_WIDTH = 96
_INDENT = "  "
_PLAIN = re.compile(r"[\w<][\w .+/()<>-]*")

Given = Mapping[str, Sequence[str]]
"""The lines of YAML that stand for a field, by its name: one beside the key, or some below it."""


def lines_of(shape: Shape, given: Given, asked: Iterable[str] = ()) -> Iterator[str]:
    """Give the lines of a mapping: what is required, given or asked for, the rest as comments.

    Of keys of which only one group may stand, those that are not given are left out.
    """
    needed = {*shape.required, *given, *asked}
    one_of = {name for group in shape.one_of for name in group}
    for name, field in shape.fields.items():
        if name in needed:
            yield from _comment(field.help) if _needs_help(field.holds) else ()
            yield from _entry(name, given.get(name) or tuple(_placeholder(field.holds, field.help)))
        elif name not in one_of and name not in shape.with_others:
            yield from _comment(f"{name}, optional: {field.help}")


def unfinished(what: str) -> str:
    """Give the placeholder for what is still to be written, as a scalar of YAML."""
    return scalar(f"<{what.rstrip('.')}>")


def scalar(text: str) -> str:
    """Write a text as YAML has it on one line, quoted where it must be."""
    line = " ".join(text.split())
    return line if _PLAIN.fullmatch(line) else "'" + line.replace("'", "''") + "'"


def _needs_help(form: Form) -> bool:
    """Say whether a placeholder does not tell all of the help itself."""
    return not isinstance(form, Text | Shape)


def _entry(name: str, value: Sequence[str]) -> Iterator[str]:
    first, *rest = value
    if rest or first.startswith("- "):
        yield f"{name}:"
        yield from (_INDENT + line for line in value)
    elif len(name) + len(first) > _WIDTH:
        yield f"{name}: >-"
        yield from (_INDENT + line for line in wrap(first.strip("'").replace("''", "'"), _WIDTH))
    else:
        yield f"{name}: {first}"


def _placeholder(form: Form, told: str) -> Iterator[str]:
    match form:
        case Shape():
            yield from lines_of(form, {})
        case Listed(of=Shape() as each):
            yield from item(lines_of(each, {}))
        case Listed(of=each):
            yield f"[{', '.join(_placeholder(each, 'A value'))}]"
        case Keyed() | Either() | Later():
            yield unfinished(told)
        case Words(words=words):
            yield unfinished(" or ".join((", ".join(words[:-1]), words[-1])))
        case _:
            yield unfinished(_WHAT.get(type(form), told))


_WHAT: Mapping[type[object], str] = {
    Flag: "true or false",
    Known: "a class or an ingredient of the vocabulary",
}


def item(lines: Iterable[str]) -> Iterator[str]:
    """Give the lines of a mapping as an item of a list."""
    for number, line in enumerate(lines):
        yield ("- " if number == 0 else _INDENT) + line


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {line}" for line in wrap(text, _WIDTH))
