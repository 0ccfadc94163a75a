"""One process of a crew: reads the files that it is told to on standard input."""

import gc
import sys

from caveat.rules.reading_crew import answer_task

if __name__ == "__main__":
    gc.disable()  # nothing that is read goes in circles, and the process soon ends
    answer_task(sys.stdin.buffer.read(), sys.stdout.buffer)
