"""Which migrations a database has had, and giving it those that it lacks."""

from sqlalchemy import Connection, Text, column, func, inspect, select, table

from caveat.server.feedback.database import Database
from caveat.source.errors import SettingsError

VERSION_TABLE = "feedback_revision"
REVISIONS = ("0001",)
"""Every revision, oldest first: known without Alembic, which is slow to import."""

_LOCK = 0x43765266
_STORED = select(column("version_num", Text)).select_from(table(VERSION_TABLE))


def bring_up_to_date(database: Database, *, create: bool) -> None:
    """Run the migrations that are missing, in one transaction, one process at a time.

    ``SettingsError``: of a newer Caveat, or empty where nothing is to be created.
    """
    with database.reading() as connection:
        stored = _stored(connection)
    if stored is None and not create:
        raise SettingsError(f"{database.name}: no feedback was ever kept there")
    if _is_newest(stored, database):
        return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        if not _is_newest(_stored(connection), database):
            _upgrade(connection)


def _stored(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(_STORED).scalar_one_or_none()


def _is_newest(stored: str | None, database: Database) -> bool:
    if stored is not None and stored not in REVISIONS:
        raise SettingsError(f"{database.name} was written by a newer Caveat")
    return stored == REVISIONS[-1]


def _upgrade(connection: Connection) -> None:
    from alembic.command import upgrade  # noqa: PLC0415  loads slowly, and is needed once
    from alembic.config import Config  # noqa: PLC0415  loads slowly, and is needed once

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "caveat.server.feedback:migrations")
    upgrade(config, "head")
