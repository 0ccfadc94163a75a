"""Words that patients alone should know, in every field of every kind of request."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.server.canary import attack, hits
from tests.server.http.calling import get
from torture.crowd import crowd
from torture.result import Count, none
from torture.run import Run
from torture.service import CAVEAT, serving


def canary(run: Run) -> Iterator[Count]:
    """Send canaries, and look for them in all that the service writes."""
    folder = run.new_folder()
    place, key = folder / "decisions", folder / "key"
    subprocess.run((*CAVEAT, "audit", "new-key", str(key)), check=True, capture_output=True)  # noqa: S603 - our own program
    options = ("--audit-log", str(place), "--audit-key", str(key), "--audit-content")
    environment = {"GRPC_VERBOSITY": "debug"}
    with serving(
        *(folder, *options, "--log-format", "json"), environment=environment, http=True
    ) as service:
        http = service.http_address()
        with crowd(service.address, run.known_file, "--raw") as innocents:
            told = list(attack(service.address, http))
            tally = innocents.dismiss()
        metrics = get(f"http://{http}/metrics").body
        code = service.stop()
    yield Count("errors told", len(told), least=1)
    yield none("canaries in errors", len(hits(*told)))
    yield none("in metrics", len(hits(metrics)))
    yield none("in the log", len(hits(service.log.read_bytes())))
    yield none("in the decision log", len(hits(*_files(place))))
    yield from tally.answers()
    yield from tally.no_failures()
    yield none("exit code", code)


def _files(place: Path) -> Iterator[bytes]:
    return (file.read_bytes() for file in place.iterdir())
