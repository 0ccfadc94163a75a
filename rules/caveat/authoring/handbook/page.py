"""A page of the handbook."""

import json
from dataclasses import dataclass

from caveat.authoring.handbook.markup import escaped, plain

ONE_OF_MANY = ("navigation",)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page at a path of the handbook; ``blocks`` are its paragraphs, tables and lists.

    ``title`` is plain text. ``hidden`` are the sidebars that it goes without: ``navigation``, where
    it is one of hundreds, or ``toc``. The search counts its words ``weight`` times.
    """

    path: str
    title: str
    blocks: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    weight: int = 1

    @property
    def text(self) -> str:
        """The page as a file; empty blocks are left out."""
        search = {"boost": self.weight} if self.weight > 1 else {}
        stated = {"title": plain(self.title), "hide": self.hidden, "search": search}
        head = "\n".join(f"{name}: {_written(each)}" for name, each in stated.items() if each)
        parts = (f"---\n{head}\n---", f"# {escaped(self.title)}", *filter(None, self.blocks))
        return "\n\n".join(parts) + "\n"


def capitalised(title: str) -> str:
    """Give a name of the vocabulary as a title."""
    return title[:1].upper() + title[1:]


def spelt(name: str) -> str:
    """Give an id that an author chose as a title."""
    return capitalised(name.replace("-", " "))


def _written(value: object) -> str:
    """Write a value as JSON, which YAML can be too."""
    return json.dumps(value, ensure_ascii=False)
