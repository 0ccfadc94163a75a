"""Which migrations the table has had, and giving it those that it lacks."""

from sqlalchemy import Connection, Engine, Text, column, func, inspect, select, table

from caveat.source.errors import SettingsError

VERSION_TABLE = "decision_log_revision"
REVISIONS = ("0001",)
"""Every revision, oldest first: known without Alembic, which is slow to import."""

_LOCK = 0x43764465
_STORED = select(column("version_num", Text)).select_from(table(VERSION_TABLE))


def bring_up_to_date(engine: Engine) -> None:
    """Run the migrations that are missing, in one transaction, one process at a time.

    ``SettingsError`` where a newer Caveat made the table.
    """
    with engine.connect() as connection:
        if is_newest(connection):
            return
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if not is_newest(connection):
            _upgrade(connection)


def is_newest(connection: Connection) -> bool:
    """Say whether nothing is missing; ``SettingsError`` where a newer Caveat made the table."""
    stored = _stored(connection)
    if stored is not None and stored not in REVISIONS:
        raise SettingsError("the decision log in PostgreSQL was made by a newer Caveat")
    return stored == REVISIONS[-1]


def _stored(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(_STORED).scalar_one_or_none()


def _upgrade(connection: Connection) -> None:
    from alembic.command import upgrade  # noqa: PLC0415  loads slowly, and is needed once
    from alembic.config import Config  # noqa: PLC0415  loads slowly, and is needed once

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "caveat.server.audit.database:migrations")
    upgrade(config, "head")
