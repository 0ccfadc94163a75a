"""A page of the handbook."""

from dataclasses import dataclass

import yaml

from caveat.authoring.handbook.markup import escaped, plain


@dataclass(frozen=True, slots=True)
class Page:
    """A Markdown page at a path of the handbook; ``blocks`` are its paragraphs, tables and lists.

    ``title`` is plain text. A page that is not ``found`` is left out of what the search looks in.
    """

    path: str
    title: str
    blocks: tuple[str, ...]
    found: bool = True

    @property
    def text(self) -> str:
        """The page as a file; empty blocks are left out."""
        stated: dict[str, object] = {"title": plain(self.title)}
        if not self.found:
            stated["search"] = {"exclude": True}
        head = yaml.safe_dump(stated, allow_unicode=True, sort_keys=True, width=1000)
        parts = (f"---\n{head}---", f"# {escaped(self.title)}", *filter(None, self.blocks))
        return "\n\n".join(parts) + "\n"
