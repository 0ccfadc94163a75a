"""The comments of the contract; the generated Python carries none."""

import re
from collections.abc import Iterable, Mapping
from importlib import resources

_PACKAGE = re.compile(r"package ([\w.]+);")
_BLOCK = re.compile(r"(message|enum|service|oneof) (\w+) \{")
_MEMBER = re.compile(r"(?:\w[\w. ]* )?(\w+) = \d+;")


def contract_comments() -> Mapping[str, str]:
    """Give the comment above each message, field, enum and value, by its full name."""
    folder = resources.files("caveat.v1")
    files = (file for file in folder.iterdir() if file.name.endswith(".proto"))
    found: dict[str, str] = {}
    for file in files:
        found |= comments_of(file.read_text(encoding="utf-8").splitlines())
    return found


def comments_of(lines: Iterable[str]) -> Mapping[str, str]:
    """Read one file as the formatter leaves it: a line for each name and each closing brace."""
    scopes: list[str] = []
    above: list[str] = []
    found: dict[str, str] = {}
    for line in map(str.strip, lines):
        if line.startswith("//"):
            above.append(line.removeprefix("//").strip())
            continue
        if name := _name(line):
            found[".".join((*filter(None, scopes), name))] = " ".join(above)
        _enter_or_leave(scopes, line)
        above.clear()
    return found


def _name(line: str) -> str:
    block = _BLOCK.match(line)
    member = _MEMBER.match(line)
    return block[2] if block else member[1] if member else ""


def _enter_or_leave(scopes: list[str], line: str) -> None:
    if package := _PACKAGE.match(line):
        scopes.append(package[1])
    elif (block := _BLOCK.match(line)) and not line.endswith("}"):
        # the fields of a oneof are named as those of its message
        scopes.append("" if block[1] == "oneof" else block[2])
    elif line == "}":
        scopes.pop()
