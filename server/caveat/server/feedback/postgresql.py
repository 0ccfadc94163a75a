"""PostgreSQL, through psycopg 3."""

from sqlalchemy import URL, Engine, create_engine

from caveat.source.errors import SettingsError

_CONNECT_SECONDS = 5
_POOL_SECONDS = 10.0


def postgresql_engine(url: URL) -> Engine:
    """Make what connects to the database; ``SettingsError`` where psycopg is missing."""
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=5,
            max_overflow=5,
            pool_timeout=_POOL_SECONDS,
            connect_args={"connect_timeout": _CONNECT_SECONDS},
        )
    except ImportError:
        raise SettingsError(
            "feedback in PostgreSQL needs psycopg: pip install 'caveat[postgresql]'"
        ) from None
