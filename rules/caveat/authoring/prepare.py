"""Reads packs and runs their examples, so that another process can take them from the cache."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from caveat.authoring.verify import verified
from caveat.rules import Checker, built_in_packs
from caveat.source.errors import PackError

MISTAKE = 5
"""The exit code for an author's mistake; all of them stand on standard error."""


def main(packs: Sequence[str]) -> int:
    """Prepare the packs in these folders, or those that come with Caveat; give the exit code."""
    _stand_back()
    try:
        verified(Checker.load(tuple(map(Path, packs)) or built_in_packs()))
    except PackError as error:
        sys.stderr.write(f"{error}\n")
        return MISTAKE
    return 0


def _stand_back() -> None:
    """Run where nobody else wants to: the service that waits for this has calls to answer."""
    if hasattr(os, "nice"):
        os.nice(19)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
