"""The whole handbook as pages, and written to a folder."""

from collections.abc import Iterable, Iterator, Sequence
from errno import ENOTEMPTY
from pathlib import Path
from shutil import rmtree

from caveat.authoring.handbook import links
from caveat.authoring.handbook.change_pages import change_pages
from caveat.authoring.handbook.class_pages import class_pages
from caveat.authoring.handbook.condition_pages import condition_pages
from caveat.authoring.handbook.coverage_pages import coverage_pages
from caveat.authoring.handbook.criteria_page import criteria_page
from caveat.authoring.handbook.guides import further_guides, own_guides
from caveat.authoring.handbook.home_page import home_page
from caveat.authoring.handbook.knowledge import Knowledge, knowledge_of
from caveat.authoring.handbook.pack_pages import pack_pages
from caveat.authoring.handbook.page import Page
from caveat.authoring.handbook.rule_lists import rule_lists
from caveat.authoring.handbook.rule_page import rule_page
from caveat.authoring.handbook.site import MARK, settings
from caveat.authoring.handbook.term_pages import term_pages
from caveat.rules.loader import PACK_FILE, rule_files
from caveat.rules.rulebook import RuleBook

_ASSETS = Path(__file__).parent / "assets"
SETTINGS = "mkdocs.yml"
PAGES = "docs"


def pages_of(book: RuleBook) -> tuple[Page, ...]:
    """Give the pages of a rule book, the same for the same book."""
    known = knowledge_of(book)
    return (*_pages(known), *own_guides())


def _pages(known: Knowledge) -> Iterator[Page]:
    yield home_page(known)
    yield from rule_lists(known)
    yield from change_pages(known)
    for rule in known.rules.values():
        yield rule_page(rule, known)
    yield from pack_pages(known)
    yield from coverage_pages(known)
    yield from class_pages(known)
    yield from condition_pages(known)
    yield from term_pages(known)
    yield criteria_page(known.vocabulary)


def write(book: RuleBook, folders: Sequence[Path], out: Path, guides: Iterable[Path] = ()) -> int:
    """Write the handbook of a rule book of the packs in ``folders``, and count its pages.

    ``guides`` are further Markdown files to take in. An earlier handbook in ``out`` is replaced.
    Raises ``OSError`` where something cannot be read or written, or other files stand in ``out``.
    """
    further = tuple(further_guides(guides))
    _clear(out)
    pages = (*pages_of(book), *further)
    for page in pages:
        _write(out / PAGES / page.path, page.text.encode())
    for path, content in _files(book, folders):
        _write(out / PAGES / path, content)
    _write(out / SETTINGS, settings(book.packs, (*_of_site(pages), *further)).encode())
    return len(pages)


def _of_site(pages: Iterable[Page]) -> Iterator[Page]:
    return (page for page in pages if page.path == links.CHANGES)


def _clear(out: Path) -> None:
    """Take an earlier handbook away; pages of rules that are gone would be found in it."""
    if _is_handbook(out):
        rmtree(out / PAGES, ignore_errors=True)
    elif out.is_dir() and any(out.iterdir()):
        raise FileExistsError(ENOTEMPTY, "is not empty, and no handbook stands in it", str(out))


def _is_handbook(out: Path) -> bool:
    try:
        return (out / SETTINGS).read_bytes().startswith(MARK.encode())
    except OSError:
        return False


def _files(book: RuleBook, folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    """Give what the pages show beside themselves: styles, and the files of the packs."""
    for asset in sorted(_ASSETS.iterdir()):
        yield f"assets/{asset.name}", asset.read_bytes()
    for pack, folder in zip(book.packs, folders, strict=True):
        for file in (folder / PACK_FILE, *rule_files(folder)):
            place = f"{folder.name}/{file.relative_to(folder).as_posix()}"
            yield links.file_path(pack.id, place), file.read_bytes()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
