"""The objects of this process, as far as the collector looks at them."""

import gc
from collections.abc import Generator
from contextlib import contextmanager


@contextmanager
def frozen_heap() -> Generator[None]:
    """Keep what is there already out of the collector's sight, as the service does."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
