"""The streams of the table, and the last record of each, found without reading them all."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from caveat.server.audit.chain import hash_of

_EACH_STREAM = """
WITH RECURSIVE each (stream) AS (
    SELECT min(stream) FROM decision_log
    UNION ALL
    SELECT (SELECT min(stream) FROM decision_log WHERE stream > each.stream)
    FROM each WHERE each.stream IS NOT NULL
)
"""
_STREAMS = text(f"{_EACH_STREAM} SELECT stream FROM each WHERE stream IS NOT NULL")  # noqa: S608  as below
_HEADS = text(f"""{_EACH_STREAM}
SELECT newest.stream, head.seq, head.line
FROM (SELECT stream FROM each WHERE stream IS NOT NULL ORDER BY stream DESC LIMIT :most) AS newest,
LATERAL (
    SELECT seq, line FROM decision_log WHERE stream = newest.stream ORDER BY seq DESC LIMIT 1
) AS head
""")  # noqa: S608  all of it is written here


def streams(connection: Connection) -> list[str]:
    """Name the streams, oldest first."""
    return sorted(connection.scalars(_STREAMS))


def heads(connection: Connection, most: int) -> Iterator[tuple[str, int, str]]:
    """Give the last records of the newest streams, each as stream, seq and hash."""
    for stream, seq, line in connection.execute(_HEADS, {"most": most}):
        yield stream, seq, hash_of(line)
