"""How the service that the command line starts can be watched."""

import json
import signal

from tests.client.commands import start

FREE = ("--port", "0", "--http-port", "0")


def test_the_log_is_json_where_that_is_asked_for() -> None:
    process = start("serve", *FREE, CAVEAT_LOG_FORMAT="json")
    assert process.stdout is not None
    while "The page" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, stderr = process.communicate(timeout=60)

    messages = [json.loads(line).get("message", "") for line in stderr.splitlines()]
    assert messages[0].startswith("serving gRPC on 127.0.0.1:")
    assert messages[-1] == "stopped"


def test_a_collector_that_is_no_url_is_refused() -> None:
    process = start("serve", *FREE, "--otlp", "collector:4317")
    _, stderr = process.communicate(timeout=60)

    assert stderr == "caveat: --otlp needs a URL, such as http://127.0.0.1:4318\n"
    assert process.returncode == 2


def test_the_service_does_not_start_where_grpc_would_print_what_callers_send() -> None:
    process = start("serve", *FREE, GRPC_TRACE="http")
    _, stderr = process.communicate(timeout=60)

    assert stderr.endswith("caveat: GRPC_TRACE has gRPC print what callers send: unset it\n")
    assert process.returncode == 2
