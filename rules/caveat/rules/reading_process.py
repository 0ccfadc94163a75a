"""One process of a crew: reads the files that it is told to on standard input."""

import gc
import signal
import sys

from caveat.rules.reading_crew import answer_task


def main() -> None:
    """Do the task, unless the process that gave it ends first."""
    # Ctrl-C reaches every process of a terminal; the one that wants the answers decides
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    gc.disable()  # nothing that is read goes in circles, and the process soon ends
    answer_task(sys.stdin.buffer.read(), sys.stdout.buffer)


if __name__ == "__main__":
    main()
