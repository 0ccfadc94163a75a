"""What an operator chooses."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

OPEN_WORDS = "patients' data may be read on the way and anybody may call"
"""What an operator has to write who lets others reach a service that is open to everyone."""


class LogFormat(Enum):
    """How the lines of the log are written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Sight:
    """How the service can be watched.

    Traces go to ``otlp``, the URL of an OpenTelemetry collector (none: where the environment says).
    ``counts`` is the folder in which several workers share what they count.
    """

    log_format: LogFormat = LogFormat.TEXT
    otlp: str = ""
    counts: Path | None = None


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files: the server's certificate chain and key, and who may call (none: anybody)."""

    certificate: Path
    key: Path
    client_ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Http:
    """The doors over HTTP: where they listen, who may call, and whom they may ask.

    Port 0 takes any free port. ``feedback`` is the URL of a database (none: a file of the user's).
    Pages of ``origins`` may call from a browser. FHIR data are fetched from ``fhir_servers``, which
    must have public addresses, and ``private_fhir_servers``, which need not. Where there are
    ``issuers``, each a name and its file of keys (JWKS), CDS Hooks takes only their tokens, made
    for ``public_url`` (none: the URL that was called).
    """

    port: int = 8080
    origins: tuple[str, ...] = ()
    feedback: str | None = None
    fhir_servers: tuple[str, ...] = ()
    private_fhir_servers: tuple[str, ...] = ()
    issuers: tuple[tuple[str, Path], ...] = ()
    public_url: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many calls a second, for as long as a caller likes, and how many at once (``burst``)."""

    per_second: float
    burst: float


@dataclass(frozen=True, slots=True)
class Identity:
    """Who may call, and how much.

    ``callers`` is a file of API keys and certificates. Each of ``issuers`` is the ``iss`` of
    tokens and where its keys are (JWKS): a file, or a URL of https; they are made for
    ``audience``. Without any of these nobody is asked who they are.
    """

    callers: Path | None = None
    issuers: tuple[tuple[str, str], ...] = ()
    audience: str = ""
    rate: Rate | None = Rate(per_second=1000, burst=2000)

    @property
    def asks(self) -> bool:
        """Whether callers are asked who they are."""
        return self.callers is not None or bool(self.issuers)


@dataclass(frozen=True, slots=True)
class Audit:
    """The decision log: where it is, and what becomes of checks while it cannot be written.

    ``place`` is a folder or the URL of a PostgreSQL database (empty: a folder of the user's).
    Where it is ``required``, a check that is not recorded is refused. ``key_file`` holds the secret
    (none: the folder holds one of its own). ``content`` keeps what was submitted too, encrypted.
    Checkpoints go to the folder ``checkpoint_to`` (none: that of the log).
    """

    place: str = ""
    required: bool = False
    key_file: Path | None = None
    content: bool = False
    checkpoint_to: Path | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one caller may ask of the service; all of it is limited unless somebody says otherwise.

    A call that has no deadline, or a later one, gets ``deadline_seconds``, but for streams, which
    end with their connection, and reloads. A connection ends at ``age_seconds`` with
    ``age_grace_seconds`` for the calls on it, after ``idle_seconds`` without a call, and where a
    ping is not answered in ``ping_answer_seconds``. ``entries`` cannot exceed what the contract
    says of each list. The last three are of HTTP.
    """

    message_bytes: int = 4 << 20
    streams: int = 100
    handshake_seconds: float = 5.0
    age_seconds: float = 600.0
    age_grace_seconds: float = 30.0
    idle_seconds: float = 300.0
    ping_seconds: float = 60.0
    ping_answer_seconds: float = 20.0
    deadline_seconds: float = 30.0
    entries: int = 500
    patients: int = 1000
    http_connections: int = 1000
    head_seconds: float = 10.0
    body_seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which packs may be taken up though they are suspicious.

    ``shrink``: with a pack gone, or more than a fifth of its rules. ``older``: signed, and of no
    later version than what is served.
    """

    shrink: bool = False
    older: bool = False

    def __or__(self, other: "Allowed") -> "Allowed":
        return Allowed(self.shrink or other.shrink, self.older or other.older)


@dataclass(frozen=True, slots=True)
class Renewal:
    """How packs are taken up.

    With files of public keys to ``trust``, only packs that are signed by one of them are;
    ``sealed`` takes only those that carry a list of their files, which these must be. Every
    ``watch_seconds`` the folders are looked at (0: never). When others have stood there for
    ``max_stale_seconds`` and cannot be taken up, the service is no longer ready.
    """

    trust: tuple[Path, ...] = ()
    sealed: bool = False
    watch_seconds: float = 0.0
    max_stale_seconds: float | None = None
    allowed: Allowed = Allowed()


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what to serve, and how long calls in flight may take to end.

    Port 0 takes any free port; no ``packs`` means the built-in ones, and the files of a site's
    ``policies`` change their rules; without ``http`` nothing is served over HTTP. More than one of
    ``workers``, which are processes, share the ports; ``pin`` keeps each on a CPU of its own.
    Without ``audit`` no decision is recorded. Reflection is on where only this machine can call,
    unless ``reflection`` says otherwise. ``open_to_everyone`` holds ``OPEN_WORDS``, without which a
    service that others can reach needs TLS and callers who say who they are.
    """

    host: str = "127.0.0.1"
    port: int = 50051
    http: Http | None = None
    packs: tuple[Path, ...] = ()
    reflection: bool | None = None
    drain_seconds: float = 10.0
    tls: Tls | None = None
    workers: int = 1
    pin: bool = False
    identity: Identity | None = None
    open_to_everyone: str = ""
    sight: Sight = Sight()
    audit: Audit | None = None
    renewal: Renewal = Renewal()
    limits: Limits = Limits()
    policies: tuple[Path, ...] = ()

    @property
    def watched(self) -> tuple[Path, ...]:
        """The folders and files whose change is looked for."""
        return (*self.packs, *self.policies)

    def address(self, port: int) -> str:
        """Write the host with a port, as gRPC reads it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{port}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the service listens, such as ``127.0.0.1:50051``; ``http`` only where it does."""

    grpc: str
    http: str | None = None
