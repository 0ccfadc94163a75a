"""The options by which the service can be watched."""

from dataclasses import dataclass

import click

from caveat.client.cli.gathered import gathered
from caveat.client.local import LogFormat, Sight


@dataclass(frozen=True, slots=True)
class Watching:
    """How the service can be watched."""

    log_format: str
    otlp: str

    def settings(self) -> Sight:
        """Give the service its settings."""
        return Sight(log_format=LogFormat(self.log_format), otlp=self.otlp)


watching_options = gathered(
    "watching",
    Watching,
    click.option(
        "--log-format",
        type=click.Choice([each.value for each in LogFormat]),
        default=LogFormat.TEXT.value,
        envvar="CAVEAT_LOG_FORMAT",
        show_default=True,
        show_envvar=True,
        help="Write the log as text for people, or as JSON, an object a line.",
    ),
    click.option(
        "--otlp",
        default="",
        metavar="URL",
        help="Send traces to this OpenTelemetry collector, such as http://127.0.0.1:4318; "
        "needs caveat[otel].",
    ),
)
