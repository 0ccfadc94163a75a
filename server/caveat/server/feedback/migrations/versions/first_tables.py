"""Make the tables of showings and answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make both tables and their indexes."""
    _make_shown()
    _make_feedback()


def _make_shown() -> None:
    op.create_table(
        "shown",
        sa.Column("id", _NUMBER, primary_key=True),
        *map(_text, ("card", "service", "rule_id", "pack_id", "pack_version", "level")),
        *map(_text, ("session", "user", "location")),
        sa.Column("shown_at", _TIME, nullable=False),
    )
    op.create_index("ix_shown_card", "shown", ["card", "service"])
    op.create_index("ix_shown_session", "shown", ["session", "shown_at"])
    op.create_index("ix_shown_at", "shown", ["shown_at"])


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", _NUMBER, primary_key=True),
        *map(_text, ("card", "service", "outcome", "reason_code", "reason_system", "comment")),
        *map(_text, ("accepted_suggestions", "user", "location")),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        *map(_text, ("rule_id", "pack_id", "pack_version", "level")),
        sa.UniqueConstraint("service", "card", "outcome", "at", name="uq_feedback_answer"),
    )
    op.create_index("ix_feedback_received_at", "feedback", ["received_at", "id"])
    op.create_index("ix_feedback_rule", "feedback", ["rule_id", "pack_id", "pack_version"])


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text(), nullable=False)
