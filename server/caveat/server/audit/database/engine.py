"""Connections to PostgreSQL, through psycopg 3, that notice when the server is gone."""

from sqlalchemy import URL, Engine, NullPool, QueuePool, create_engine, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from caveat.source.errors import SettingsError

_CONNECT_SECONDS = 5
_GONE_MILLISECONDS = 20_000
_OPTIONS = f"-c synchronous_commit=on -c statement_timeout={_GONE_MILLISECONDS}"


def engine_for(url: str, *, reads: bool = False) -> Engine:
    """Make what connects to the database; ``SettingsError`` quotes no password.

    One that ``reads`` keeps no connection open.
    """
    try:
        return create_engine(
            _read(url).set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            poolclass=NullPool if reads else QueuePool,
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                "tcp_user_timeout": _GONE_MILLISECONDS,
                "application_name": "caveat decision log",
                "options": "" if reads else _OPTIONS,
            },
        )
    except ImportError:
        raise SettingsError(
            "a decision log in PostgreSQL needs psycopg: pip install 'caveat[postgresql]'"
        ) from None


def _read(url: str) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("the URL of the decision log cannot be read") from None
    if "@" in (read.host or ""):  # then the rest of a password stands in the host
        raise SettingsError("the URL of the decision log is to spell @ in a password as %40")
    return read


def reason_of(error: Exception) -> str:
    """Say what failed; beyond its first line a database may quote what was written."""
    if isinstance(error, OperationalError):
        return str(error.orig).partition("\n")[0]
    return str(error) if isinstance(error, SettingsError) else f"PostgreSQL: {type(error).__name__}"
