"""Pages that people wrote: those that come with the handbook, and others, such as policies."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from caveat.authoring.handbook.page import Page

_OWN = Path(__file__).parent / "guides"
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\((?!https?://|#)([^)\s]+)\)")


def own_guides() -> Iterator[Page]:
    """Give the pages that come with the handbook."""
    for file in sorted(_OWN.glob("*.md")):
        yield _guide(file, ())


def further_guides(files: Iterable[Path]) -> Iterator[Page]:
    """Give pages of these Markdown files; raises ``OSError`` where one cannot be read.

    They may link to each other. What they link to beside that is not in the handbook, and is
    named without a link. Their HTML is taken as it is.
    """
    listed = tuple(files)
    names = tuple(file.name for file in listed)
    for file in listed:
        yield _guide(file, names)


def _guide(file: Path, others: tuple[str, ...]) -> Page:
    """Give a file as a page; its first heading is its title."""
    title, _, rest = file.read_text(encoding="utf-8").lstrip().partition("\n")
    text = _linked(rest.strip(), others) if others else rest.strip()
    return Page(f"guide/{file.stem}.md", title.lstrip("# "), (text,))


def _linked(text: str, others: tuple[str, ...]) -> str:
    def link(found: re.Match[str]) -> str:
        label, target = found.groups()
        name = PurePosixPath(target.partition("#")[0]).name
        return found[0] if name in others else label

    return _LINK.sub(link, text)
