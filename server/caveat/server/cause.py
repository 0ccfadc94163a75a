"""What the log says of a fault of ours."""

import traceback
from pathlib import Path


def cause_of(error: BaseException) -> str:
    """Name the error and the lines it came through; its text could quote the patient."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__qualname__} at {' > '.join(lines)}"
