"""Traces: a span for each call, with counts and words of ours alone."""

import sys
from collections.abc import Mapping

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from caveat.rules import Checker
from caveat.rules.patient_file import request_of
from caveat.server.sight.correlation import correlation_of
from caveat.server.sight.traces import traced_by, traces_to
from caveat.server.sight.watch import Watch, note_check
from caveat.source.errors import SettingsError

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"
CHECK = "/caveat.v1.CheckerService/Check"
CANARY = "ZZCANARY"


def span_of(checker: Checker, status: str = "OK", times: int = 1, parent: str = "") -> ReadableSpan:
    """Have calls watched that check a patient so many times, and give the one span."""
    exporter = InMemorySpanExporter()
    watch = Watch(traced_by(SimpleSpanProcessor(exporter)))
    patient = request_of({"proposed": ["ketamine"], "medications": ["prazosin", CANARY]})
    call = watch.begin("grpc", CHECK, correlation_of("", parent))
    engine = checker.engine._replace(watcher=None)
    read = engine.recogniser.read(patient)
    for _ in range(times):
        note_check(read, engine.decide(read))
    call.ended(status)
    (span,) = exporter.get_finished_spans()
    return span


def attributes_of(span: ReadableSpan) -> Mapping[str, object]:
    assert span.attributes
    return span.attributes


def test_a_call_is_a_span_of_what_its_check_came_to(checker: Checker) -> None:
    span = span_of(checker)
    attributes = attributes_of(span)

    assert (span.name, span.kind) == (CHECK, SpanKind.SERVER)
    assert attributes["caveat.status"] == "OK"
    assert attributes["caveat.outcome"] == "alerts"
    assert attributes["caveat.level"] == "major"
    assert attributes["caveat.unrecognised"] == 1
    assert attributes["caveat.incomplete"] == 1
    assert span.status.status_code is StatusCode.UNSET


def test_nothing_of_the_patient_is_in_a_span(checker: Checker) -> None:
    span = span_of(checker, parent=PARENT)

    assert CANARY not in span.to_json()
    assert not span.events


def test_a_call_of_many_checks_counts_them(checker: Checker) -> None:
    attributes = attributes_of(span_of(checker, times=3))

    assert attributes["caveat.checks"] == 3
    assert attributes["caveat.unrecognised"] == 3
    assert "caveat.outcome" not in attributes


def test_a_fault_is_an_error_without_words(checker: Checker) -> None:
    status = span_of(checker, "INTERNAL").status

    assert (status.status_code, status.description) == (StatusCode.ERROR, None)


def test_a_span_stands_under_that_of_the_caller(checker: Checker) -> None:
    parent = span_of(checker, parent=PARENT).parent

    assert parent
    assert f"{parent.trace_id:032x}" == TRACE
    assert parent.is_remote


def test_nothing_is_traced_unless_it_is_asked_for() -> None:
    assert traces_to("", {}) is None


@pytest.mark.parametrize(
    ("endpoint", "environment", "reason"),
    [
        ("127.0.0.1:4317", {}, "--otlp needs a URL"),
        ("http://127.0.0.1:4318", {"OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "asks for another"),
    ],
)
def test_a_collector_that_cannot_be_told_is_refused(
    endpoint: str, environment: Mapping[str, str], reason: str
) -> None:
    with pytest.raises(SettingsError, match=reason):
        traces_to(endpoint, environment)


def test_without_opentelemetry_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)

    with pytest.raises(SettingsError, match=r"pip install 'caveat\[otel\]'"):
        traces_to("http://127.0.0.1:4318", {})
