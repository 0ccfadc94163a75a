"""Traces by OpenTelemetry: a span for each call, with counts and words of ours alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from caveat.server.sight.correlation import TRACE_PARENT, Correlation
from caveat.source.errors import SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from opentelemetry.trace import Span, Tracer

    from caveat.rules.checked import Checked
    from caveat.rules.level import Level

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_PROTOCOL = "http/protobuf"
_EXPORT_SECONDS = 2.0
_FAULTS = frozenset(("INTERNAL", "UNKNOWN", "DATA_LOSS", "UNAVAILABLE"))


class Traces:
    """Gives each call a span, and hands them to a processor."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415  an option
            TraceContextTextMapPropagator,
        )

        self._provider = provider
        self._tracer: Tracer = provider.get_tracer("caveat")
        self._extract = TraceContextTextMapPropagator().extract

    def begin(self, call_id: str, correlation: Correlation) -> CallSpan:
        """Begin the span of a call, under the caller's where there is one."""
        from opentelemetry.trace import SpanKind  # noqa: PLC0415  it is loaded by now

        # Nothing else that a caller states, such as tracestate or baggage, is taken along.
        context = self._extract({TRACE_PARENT: correlation.trace_parent})
        span = self._tracer.start_span(
            "call",
            context,
            SpanKind.SERVER,
            {"caveat.call_id": call_id},
            record_exception=False,
            set_status_on_exception=False,
        )
        return CallSpan(span)

    def close(self) -> None:
        """Hand over what has ended; this may take some seconds."""
        self._provider.shutdown()


class CallSpan:
    """The span of one call, and what its checks came to."""

    __slots__ = ("_checks", "_counts", "_level", "_outcome", "_span")

    def __init__(self, span: Span) -> None:
        self._span = span
        self._checks = 0
        self._outcome = ""
        self._level: Level | None = None
        self._counts = {"alerts": 0, "unrecognised": 0, "open_questions": 0, "incomplete": 0}

    def checked(self, checked: Checked) -> None:
        """Note what one check found; a call may have many."""
        self._checks += 1
        self._outcome = checked.outcome.value
        if checked.level and (self._level is None or checked.level > self._level):
            self._level = checked.level
        counts = self._counts
        counts["alerts"] += len(checked.kept)
        counts["unrecognised"] += len(checked.unrecognised)
        counts["open_questions"] += len(checked.open_questions)
        counts["incomplete"] += not checked.complete

    def end(self, door: str, method: str, status: str) -> None:
        """End it."""
        from opentelemetry.trace import StatusCode  # noqa: PLC0415  it is loaded by now

        self._span.update_name(method)
        self._span.set_attributes(
            {"caveat.door": door, "caveat.method": method, "caveat.status": status}
        )
        if self._checks:
            self._span.set_attributes(self._found())
        if status in _FAULTS or status.startswith("5"):
            self._span.set_status(StatusCode.ERROR)
        self._span.end()

    def _found(self) -> dict[str, str | int]:
        found: dict[str, str | int] = {"caveat.checks": self._checks}
        found |= {f"caveat.{name}": number for name, number in self._counts.items()}
        if self._level:
            found["caveat.level"] = self._level.word
        if self._checks == 1:
            found["caveat.outcome"] = self._outcome
        return found


def traces_to(endpoint: str, environment: Mapping[str, str] = os.environ) -> Traces | None:
    """Trace to this collector, or to that of the environment; ``None`` where there is neither.

    ``SettingsError`` where OpenTelemetry is missing, or another protocol than HTTP is asked for.
    """
    if not (endpoint or any(map(environment.get, _ENDPOINTS))):
        return None
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise SettingsError("--otlp needs a URL, such as http://127.0.0.1:4318")
    if any(environment.get(name, _PROTOCOL) != _PROTOCOL for name in _PROTOCOLS):
        raise SettingsError(f"traces are sent by {_PROTOCOL}; the environment asks for another")
    try:
        return traced_by(_exporting(endpoint))
    except ImportError:
        reason = "traces need OpenTelemetry: pip install 'caveat[otel]'"
        raise SettingsError(reason) from None


def traced_by(processor: SpanProcessor) -> Traces:
    """Trace to a processor of spans."""
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  an option
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  an option

    named = Resource.create({"service.name": os.environ.get("OTEL_SERVICE_NAME", "caveat")})
    provider = TracerProvider(resource=named, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    return Traces(provider)


def _exporting(endpoint: str) -> SpanProcessor:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  an option
        OTLPSpanExporter,
    )
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  an option

    url = f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None
    return BatchSpanProcessor(OTLPSpanExporter(url, timeout=_EXPORT_SECONDS))
