"""The table as the newest migration leaves it: a row a record, and the record is its line."""

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

DECISION_LOG = Table(
    "decision_log",
    METADATA,
    Column("stream", Text(collation="C"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("line", LargeBinary, nullable=False),
)
