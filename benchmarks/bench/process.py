"""What the kernel counts of a process: its processor time, its memory, its descendants."""

import time
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
KIB = 1024
_CLOCK_OF_A_PROCESS = 2
"""What clock_getcpuclockid puts into the lowest three bits: all threads, scheduled time."""


def cpu_seconds(pid: int) -> float:
    """Give the processor time of a process and all its threads, those that ended too.

    The clock counts nanoseconds, ``/proc/PID/stat`` hundredths of a second. Raises ``OSError``
    where there is no such process.
    """
    return time.clock_gettime((~pid << 3) | _CLOCK_OF_A_PROCESS)


def family_of(pid: int, proc: Path = PROC) -> list[int]:
    """Give a process and all its descendants; one that has ended has none."""
    family = [pid]
    for parent in family:
        for listed in (proc / str(parent) / "task").glob("*/children"):
            family.extend(_numbers(listed))
    return family


def resident_bytes(pid: int, proc: Path = PROC) -> int:
    """Give the memory that a process has now; zero where there is no such process."""
    return _status(pid, proc).get("VmRSS", 0)


def peak_bytes(pid: int, proc: Path = PROC) -> int:
    """Give the most memory that a process ever had; zero where there is no such process.

    What ``getrusage`` says would count the memory of the process that started it too.
    """
    return _status(pid, proc).get("VmHWM", 0)


def available_bytes(proc: Path = PROC) -> int:
    """Give the memory that new processes can have."""
    return fields_of((proc / "meminfo").read_text().splitlines())["MemAvailable"]


def fields_of(lines: Iterable[str]) -> dict[str, int]:
    """Read lines such as ``VmRSS:  1234 kB``, in bytes; other lines are passed over."""
    fields: dict[str, int] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            fields[name] = KIB * int(value.split()[0])
    return fields


def _status(pid: int, proc: Path) -> dict[str, int]:
    try:
        return fields_of((proc / str(pid) / "status").read_text().splitlines())
    except (FileNotFoundError, ProcessLookupError):
        return {}


def _numbers(path: Path) -> list[int]:
    try:
        return [int(word) for word in path.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
