"""Fields of messages as bytes."""

import pytest

from caveat.server.wire.fields import field, length_of, message, tag_of
from caveat.v1.report_pb2 import Report, Step


@pytest.mark.parametrize("length", [0, 1, 127, 128, 16383, 16384, 2_100_000])
def test_a_text_of_any_length_is_read_back(length: int) -> None:
    raw = field(tag_of(Step.LABEL_FIELD_NUMBER), b"x" * length)

    assert Step(label="x" * length) == Step.FromString(raw)


def test_a_message_is_made_of_its_fields() -> None:
    alert = field(tag_of(1), b"an-id") + field(tag_of(5), b"a title")

    report = Report.FromString(message(tag_of(Report.ALERTS_FIELD_NUMBER), (alert,)))

    assert (report.alerts[0].id, report.alerts[0].title) == ("an-id", "a title")


@pytest.mark.parametrize(
    ("number", "expected"), [(0, b"\0"), (300, b"\xac\x02"), (1 << 20, b"\x80\x80\x40")]
)
def test_a_length_is_a_varint(number: int, expected: bytes) -> None:
    assert expected == length_of(number)
