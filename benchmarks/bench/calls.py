"""Calls whose answers are taken to be expected later: bytes in, bytes out, one after another."""

from collections.abc import Sequence

import grpc

CHECK = "/caveat.v1.CheckerService/Check"
BATCH_CHECK = "/caveat.v1.CheckerService/BatchCheck"
STREAM_CHECK = "/caveat.v1.CheckerService/StreamCheck"
_ANY_LENGTH = (("grpc.max_receive_message_length", -1),)
_LIMIT = 60.0


def answers_of(target: str, path: str, requests: Sequence[bytes]) -> list[bytes]:
    """Give the answers of a unary method."""
    with grpc.insecure_channel(target, _ANY_LENGTH) as channel:
        call: grpc.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(path)
        return [call(request, timeout=_LIMIT) for request in requests]


def answers_of_stream(target: str, path: str, requests: Sequence[bytes]) -> list[bytes]:
    """Give the answers of one call of a method that has a stream of both."""
    with grpc.insecure_channel(target, _ANY_LENGTH) as channel:
        call: grpc.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream(path)
        return list(call(iter(requests), timeout=_LIMIT))
