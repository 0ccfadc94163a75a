"""Remembers which rule books were verified, so that their examples need not run at each start."""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from caveat.rules.rulebook import RuleBook
from caveat.source.folders import cache_folder

_KEPT = 16


def was_verified(book: RuleBook) -> bool:
    """Say whether every example of this very book was seen to hold."""
    path = _path(book)
    try:
        return path is not None and path.read_text("ascii") == _mark(book)
    except (OSError, ValueError):
        return False


def remember_verified(book: RuleBook) -> None:
    """Note that every example of a book holds."""
    path = _path(book)
    if path is None:
        return
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_mark(book), "ascii")
        marks = sorted(path.parent.glob("verified-*"), key=lambda each: each.stat().st_mtime)
        for other in marks[:-_KEPT]:
            other.unlink(missing_ok=True)


def _path(book: RuleBook) -> Path | None:
    folder = cache_folder()
    return folder / f"verified-{book.digest[:32]}" if folder and book.digest else None


def _mark(book: RuleBook) -> str:
    return sha256(f"{book.digest} verified by {_verifying()}".encode()).hexdigest()


def _verifying() -> str:
    """Digest the code that runs examples: what an older one let pass need not hold."""
    return sha256(Path(__file__).with_name("verify.py").read_bytes()).hexdigest()
