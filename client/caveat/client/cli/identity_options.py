"""The options that say who may call the service, and how much."""

import re
from dataclasses import dataclass
from pathlib import Path

import click

from caveat.client.cli.gathered import gathered
from caveat.client.local import OPEN_WORDS, Identity, Rate

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_RATE = re.compile(r"(?P<calls>\d{1,9})/(?P<unit>s|min|h)(?:\+(?P<burst>\d{1,9}))?", re.ASCII)
_SECONDS = {"s": 1, "min": 60, "h": 3600}
_DEFAULT_RATE = Identity().rate


class _RateType(click.ParamType[Rate]):
    name = "rate"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Rate:
        found = _RATE.fullmatch(str(value))
        calls = int(found["calls"]) if found else 0
        if not found or not calls:
            self.fail("expected calls a second, minute or hour, such as 100/s or 600/min+50")
        burst = int(found["burst"]) if found["burst"] else max(calls, 1)
        return Rate(calls / _SECONDS[found["unit"]], max(burst, 1))


@dataclass(frozen=True, slots=True)
class Callers:
    """Who may call, as the options say."""

    callers: Path | None
    token_issuers: tuple[tuple[str, str], ...]
    token_audience: str
    rate: Rate | None
    no_rate: bool
    open_to_everyone: str

    def __post_init__(self) -> None:
        if self.token_issuers and not self.token_audience:
            raise click.UsageError("--token-issuer needs --token-audience.")
        if self.token_audience and not self.token_issuers:
            raise click.UsageError("--token-audience needs --token-issuer.")
        if self.rate and self.no_rate:
            raise click.UsageError("--rate and --no-rate exclude each other.")

    @property
    def identity(self) -> Identity | None:
        """Who may call; nothing where nobody is asked and nothing is counted."""
        asks = bool(self.callers or self.token_issuers)
        if not (asks or self.rate):
            return None
        default = None if self.no_rate else _DEFAULT_RATE
        return Identity(self.callers, self.token_issuers, self.token_audience, self.rate or default)


callers_options = gathered(
    "callers",
    Callers,
    click.option(
        "--callers",
        type=_FILE,
        help="YAML file: who may call, by API keys and certificates, each with roles.",
    ),
    click.option(
        "--token-issuer",
        "token_issuers",
        type=(str, str),
        multiple=True,
        metavar="NAME KEYS",
        help="Take JSON Web Tokens of this issuer, signed by a key of this JWKS file or https "
        "URL; repeatable.",
    ),
    click.option(
        "--token-audience",
        default="",
        metavar="NAME",
        help="What these tokens must be made for.",
    ),
    click.option(
        "--rate",
        type=_RateType(),
        metavar="CALLS/s[+BURST]",
        help="Let each caller make so many calls a second (/s), minute (/min) or hour (/h); "
        "1000/s+2000 where callers are asked who they are.",
    ),
    click.option("--no-rate", is_flag=True, help="Let callers call as often as they like."),
    click.option(
        "--open-to-everyone",
        default="",
        metavar="WORDS",
        help="Let other machines reach a service without TLS or that asks nobody who they are, "
        f'if the words are: "{OPEN_WORDS}".',
    ),
)
