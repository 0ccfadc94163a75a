"""What a patient takes or has comes out nowhere: not in a log, an error, a metric or a trace."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.canary import attack, hits
from tests.server.collector import collecting
from tests.server.http.calling import get

ROOT = Path(__file__).parents[2]
PATIENCE = 120


@pytest.mark.parametrize(("log_format", "fault"), [("json", "faulty"), ("text", "sound")])
def test_no_canary_comes_out(log_format: str, fault: str, tmp_path: Path) -> None:
    feedback = f"sqlite:///{tmp_path / 'feedback.sqlite'}"
    with collecting() as collector:
        command = (sys.executable, "-m", "tests.server.canary_service", log_format, fault)
        with (
            (tmp_path / "log").open("wb") as stderr,
            subprocess.Popen(  # noqa: S603  our own program
                (*command, feedback, collector.url),
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=os.environ | {"GRPC_VERBOSITY": "debug"},
                cwd=ROOT,
            ) as service,
        ):
            assert service.stdout
            grpc_address, http_address = service.stdout.readline().decode().split()
            told = list(attack(grpc_address, http_address))
            metrics = get(f"http://{http_address}/metrics").body
            service.terminate()
            assert service.wait(PATIENCE) == 0
            rest = service.stdout.read()
    log = (tmp_path / "log").read_bytes()
    assert hits(*told, metrics, log, rest, *collector.bodies) == []
    assert len(told) > 300
    assert b'method="/caveat.v1.CheckerService/Check"' in metrics
    assert b"CheckerService/Check" in b"".join(collector.bodies)
    assert b"ValueError at" in log
    assert (b"INTERNAL" in log) == (fault == "faulty")
    assert b"Traceback" not in log


def test_a_line_of_json_holds_nothing_but_known_fields(tmp_path: Path) -> None:
    program = (
        "import logging; from caveat.server.log import write_log;"
        "from caveat.server.settings import LogFormat;"
        "from tests.server.canary_service import misbehave;"
        "write_log(LogFormat.JSON); misbehave(); logging.shutdown()"
    )
    ended = subprocess.run(  # noqa: S603  our own program
        (sys.executable, "-c", program), capture_output=True, cwd=ROOT, timeout=PATIENCE, check=True
    )
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert hits(ended.stderr) == []
    assert lines
    assert {name for line in lines for name in line} == {
        *("time", "level", "logger", "pid", "message")
    }
