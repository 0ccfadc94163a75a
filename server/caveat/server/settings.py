"""What an operator chooses."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files: the server's certificate chain and key, and who may call (none: anybody)."""

    certificate: Path
    key: Path
    client_ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what to serve, and how long calls in flight may take to end.

    Port 0 takes any free port; no ``packs`` means the built-in ones.
    """

    host: str = "127.0.0.1"
    port: int = 50051
    packs: tuple[Path, ...] = ()
    reflection: bool = True
    drain_seconds: float = 10.0
    tls: Tls | None = None

    def address(self, port: int) -> str:
        """Write the host with a port, as gRPC reads it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{port}"
