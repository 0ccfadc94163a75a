"""Fuzz one target: ``python -m torture.fuzzing TARGET SECONDS SEED FOLDER``.

Ends with 0 where nothing was found; what libFuzzer writes says how many inputs there were.
"""

import sys

import atheris


def main() -> None:
    """Fuzz until the time is over."""
    name, seconds, seed, folder = sys.argv[1:]
    with atheris.instrument_imports(  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]  it ships no types
        include=["caveat.source", "caveat.reading", "caveat.rules", "caveat.server"]
    ):
        from torture.fuzzing.targets import TARGETS  # noqa: PLC0415 - to be instrumented
    target = TARGETS[name]
    target(b"")
    options = (
        f"-max_total_time={seconds}",
        f"-seed={seed}",
        "-timeout=10",
        "-rss_limit_mb=2048",
        "-max_len=4096",
        f"-artifact_prefix={folder}-found-",
    )
    atheris.Setup([sys.argv[0], *options, folder], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
