"""What an answer says of its record: a field of the contract, as bytes."""

from caveat.server.recording.record import Record
from caveat.server.wire.fields import field
from caveat.v1 import checker_pb2

_STATES = {
    True: checker_pb2.RECORD_STATE_RECORDED,
    False: checker_pb2.RECORD_STATE_NOT_RECORDED,
}


def message_of_record(record: Record) -> checker_pb2.Record:
    """Write a record."""
    return checker_pb2.Record(state=_STATES[record.is_recorded], id=record.id)


def mark(tag: bytes, record: Record) -> bytes:
    """Give the field that holds a record."""
    return field(tag, message_of_record(record).SerializeToString())
