"""Opens packs that were prepared by another process, before anything is served."""

import gc
from importlib import import_module

from caveat.reading.rxnorm.place import installed_path
from caveat.reading.terms import load_vocabulary
from caveat.rules import Checker, built_in_packs
from caveat.rules.cache import read_kept
from caveat.rules.checker import without_collection
from caveat.server.preparing import Prepared
from caveat.server.settings import Settings
from caveat.source.errors import PackError
from caveat.source.problem import Problem


class Opening:
    """Makes all ready that takes long, and opens packs once they are there."""

    def __init__(self, settings: Settings) -> None:
        self._packs = settings.packs or built_in_packs()
        self._checker: Checker | None = None
        with without_collection():
            # no key has signed what stands in the cache folder
            cached = not settings.renewal.trust
            self._vocabulary = load_vocabulary(rxnorm=installed_path(), cached=cached)
            _import_what_serves(http=settings.http is not None)

    def open(self, prepared: Prepared) -> Checker:
        """Open packs, for as long as the process lives; ``PackError`` if they are not whole."""
        digest, content = prepared.read()
        prepared.close()
        kept = read_kept(content)
        checker = Checker.of_kept(kept, self._packs, self._vocabulary) if kept else None
        if checker is None or checker.book.digest != digest:
            raise PackError([Problem("packs", 1, 1, "not read", "what was compiled is not whole")])
        gc.collect()
        gc.freeze()
        return checker


def _import_what_serves(*, http: bool) -> None:
    import_module("caveat.server.app")
    if http:
        import_module("caveat.server.doors")
