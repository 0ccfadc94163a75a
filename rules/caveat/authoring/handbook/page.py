"""A page of the handbook."""

from dataclasses import dataclass

import yaml

from caveat.authoring.handbook.markup import escaped, plain

ONE_OF_MANY = ("navigation",)


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page at a path of the handbook; ``blocks`` are its paragraphs, tables and lists.

    ``title`` is plain text. ``hidden`` are the sidebars that it goes without: ``navigation``, where
    it is one of hundreds, or ``toc``.
    """

    path: str
    title: str
    blocks: tuple[str, ...]
    hidden: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The page as a file; empty blocks are left out."""
        stated: dict[str, object] = {"title": plain(self.title)}
        if self.hidden:
            stated["hide"] = list(self.hidden)
        head = yaml.safe_dump(stated, allow_unicode=True, sort_keys=True, width=1000)
        parts = (f"---\n{head}---", f"# {escaped(self.title)}", *filter(None, self.blocks))
        return "\n\n".join(parts) + "\n"


def capitalised(title: str) -> str:
    """Give a name of the vocabulary as a title."""
    return title[:1].upper() + title[1:]
