"""Following one stream line by line, and saying where it is not as it was written."""

from collections.abc import Iterator

from caveat.server.audit.chain import Chain, Head, Link, hash_of, link_of


class Follower:
    """Holds each line of a stream against the one before it."""

    def __init__(self, chain: Chain, head: Head | None = Head()) -> None:  # noqa: B008  it cannot change
        self._chain = chain
        self.head = head
        """The last record that holds; none before the first where any may be the first."""
        self._unknown = 0

    def follow(self, line: bytes) -> Iterator[str]:
        """Take the next line, with its line feed, and say what is wrong with it."""
        link = link_of(line)
        if link is None or not self._chain.vouches(line):
            self._unknown += 1
            yield "edited or forged: the MAC is not that of this text"
            return
        if self.head is not None:
            yield from self._place(link, self.head)
        if self.head is None or link.seq > self.head.seq:
            self.head = Head(link.seq, hash_of(line))
        self._unknown = 0

    def _place(self, link: Link, before: Head) -> Iterator[str]:
        first, seq = before.seq + 1, link.seq
        if seq <= before.seq:
            yield f"out of place: this is record {seq}, after record {before.seq}"
        elif seq > first + self._unknown:
            yield f"{which(first, seq - 1 - self._unknown)} missing before record {seq}"
        elif seq == first and link.prev != before.hash:
            yield f"record {seq} does not follow the record {before.seq} that stands before it"


def which(first: int, last: int) -> str:
    """Name one record or several, with the verb."""
    return f"record {first} is" if first == last else f"records {first} to {last} are"
