"""The tables as the newest migration leaves them."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, UniqueConstraint

from caveat.server.feedback.columns import TextTuple, UtcTime, Words

METADATA = MetaData()

_NUMBER = BigInteger().with_variant(Integer(), "sqlite")

SHOWN = Table(
    "shown",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("card", Words, nullable=False),
    Column("service", Words, nullable=False),
    Column("rule_id", Words, nullable=False),
    Column("pack_id", Words, nullable=False),
    Column("pack_version", Words, nullable=False),
    Column("level", Words, nullable=False),
    Column("session", Words, nullable=False),
    Column("user", Words, nullable=False),
    Column("location", Words, nullable=False),
    Column("shown_at", UtcTime, nullable=False),
    Index("ix_shown_card", "card", "service"),
    Index("ix_shown_session", "session", "shown_at"),
    Index("ix_shown_at", "shown_at"),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", _NUMBER, primary_key=True),
    Column("card", Words, nullable=False),
    Column("service", Words, nullable=False),
    Column("outcome", Words, nullable=False),
    Column("reason_code", Words, nullable=False),
    Column("reason_system", Words, nullable=False),
    Column("comment", Words, nullable=False),
    Column("accepted_suggestions", TextTuple, nullable=False),
    Column("user", Words, nullable=False),
    Column("location", Words, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("rule_id", Words, nullable=False),
    Column("pack_id", Words, nullable=False),
    Column("pack_version", Words, nullable=False),
    Column("level", Words, nullable=False),
    UniqueConstraint("service", "card", "outcome", "at", name="uq_feedback_answer"),
    Index("ix_feedback_received_at", "received_at", "id"),
    Index("ix_feedback_rule", "rule_id", "pack_id", "pack_version"),
)
