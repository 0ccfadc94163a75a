"""Reads packs and runs their examples, so that another process can take up what came of it."""

import os
import sys
import time
from collections.abc import Sequence
from getopt import getopt
from pathlib import Path

from caveat.authoring.admission import Demands, admit
from caveat.authoring.exchange import DIGEST, MISTAKE, NO_KEY, write_problems
from caveat.rules.cache import write_kept
from caveat.source.errors import PackError, SettingsError

_TELLING_SECONDS = 1.0


def main(arguments: Sequence[str]) -> int:
    """Prepare packs, and give the exit code.

    The arguments are
    ``[--trust FILE]... [--sealed] [--policy FILE]... [--stand-back] [FOLDER]...``.
    ``--stand-back`` runs it where nobody else wants to: who waits for it has calls to answer.
    """
    options, packs = getopt(list(arguments), "", ["trust=", "sealed", "policy=", "stand-back"])
    trust = _files("--trust", options)
    policies = _files("--policy", options)
    demands = Demands(trust, ("--sealed", "") in options)
    if ("--stand-back", "") in options and hasattr(os, "nice"):
        os.nice(19)
    told = time.monotonic()

    def tell(read: int, stated: int) -> None:
        nonlocal told
        if time.monotonic() > told + _TELLING_SECONDS:
            told = time.monotonic()
            sys.stderr.write(f"read {read} of {stated} rules\n")
            sys.stderr.flush()

    try:
        admitted = admit(tuple(map(Path, packs)), demands, tell, policies)
    except PackError as error:
        write_problems(sys.stdout.buffer, error.problems)
        return MISTAKE
    except SettingsError as error:
        sys.stdout.write(str(error))
        return NO_KEY
    sys.stdout.buffer.write(admitted.checker.book.digest.encode().ljust(DIGEST))
    write_kept(sys.stdout.buffer, admitted.kept)
    return 0


def _files(wanted: str, options: Sequence[tuple[str, str]]) -> tuple[Path, ...]:
    return tuple(Path(value) for option, value in options if option == wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
