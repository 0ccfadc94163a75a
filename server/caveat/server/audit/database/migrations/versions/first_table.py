"""Make the table of the decision log, and have it refuse whatever is no addition."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSING = """
CREATE FUNCTION decision_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the decision log is only added to';
END $$
"""
_GUARD = """
CREATE TRIGGER decision_log_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON decision_log
    FOR EACH STATEMENT EXECUTE FUNCTION decision_log_refuses()
"""


def upgrade() -> None:
    """Make the table, and the trigger that guards it."""
    op.create_table(
        "decision_log",
        sa.Column("stream", sa.Text(collation="C"), primary_key=True),
        sa.Column("seq", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
    )
    op.execute(_REFUSING)
    op.execute(_GUARD)
