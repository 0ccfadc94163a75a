"""Asking a service until it answers, or the call's time is over; for threads."""

from __future__ import annotations  # grpcio's types are generic for checkers only

from collections.abc import Iterator
from threading import Event
from typing import TypeAlias, TypeVar

import grpc
from google.protobuf.message import Message

from caveat.client.answers import read
from caveat.client.attempts import Attempts, Patience
from caveat.client.credentials import Bearer
from caveat.client.errors import Refusal, error_from, error_of, refusal_of
from caveat.client.racing import Race
from caveat.client.unanswered import Unanswered
from caveat.v1.checker_pb2 import CheckResult, StreamCheckRequest, StreamCheckResponse

_Request = TypeVar("_Request", bound=Message)
_Response = TypeVar("_Response", bound=Message)

StreamMethod: TypeAlias = "grpc.StreamStreamMultiCallable[StreamCheckRequest, StreamCheckResponse]"


class Asker:
    """Asks for what changes nothing, so that it may be asked again, and over two connections.

    It takes the same method of one connection after the other.
    """

    def __init__(self, target: str, patience: Patience, bearer: Bearer) -> None:
        self._target = target
        self._patience = patience
        self._bearer = bearer
        self._closed = Event()

    def close(self) -> None:
        """Ask nothing again from now on."""
        self._closed.set()

    def ask(
        self,
        methods: Iterator[grpc.UnaryUnaryMultiCallable[_Request, _Response]],
        request: _Request,
    ) -> _Response:
        """Give the first answer; ``ClientError`` if there is none in time."""
        attempts = self._patience.for_a_call(type(request).__name__)
        while True:
            try:
                return read(self._attempt(methods, request, attempts))
            except grpc.RpcError as failed:
                refusal = refusal_of(failed)
                if not self._again(attempts, refusal):
                    raise error_from(refusal, self._target) from failed

    def ask_once(
        self,
        method: grpc.UnaryUnaryMultiCallable[_Request, _Response],
        request: _Request,
        timeout: float,
    ) -> _Response:
        """Ask for what changes something, and so only once; it may take so many seconds."""
        try:
            return read(method(request, timeout=timeout, metadata=self._bearer.metadata()))
        except grpc.RpcError as failed:
            raise error_of(failed, self._target) from failed

    def stream(
        self, methods: Iterator[StreamMethod], unanswered: Unanswered, *, resume: bool
    ) -> Iterator[CheckResult]:
        """Give the answers in order; where it breaks and may ``resume``, ask the others again."""
        answered, attempts = 0, self._patience.for_a_stream()
        while True:
            try:
                yield from self._answers(next(methods), unanswered)
            except grpc.RpcError as failed:
                refusal = refusal_of(failed)
                if unanswered.answered > answered:
                    answered, attempts = unanswered.answered, self._patience.for_a_stream()
                if not (resume and self._again(attempts, refusal)):
                    raise error_from(refusal, self._target, unanswered.answered) from failed
            else:
                return

    def _attempt(
        self,
        methods: Iterator[grpc.UnaryUnaryMultiCallable[_Request, _Response]],
        request: _Request,
        attempts: Attempts,
    ) -> _Response:
        metadata = self._bearer.metadata()
        if self._patience.hedge_after is None:
            return next(methods)(request, timeout=attempts.left(), metadata=metadata)
        return Race(
            lambda: next(methods).future(request, timeout=attempts.left(), metadata=metadata),
            self._patience.hedge_after,
        ).answer()

    def _answers(self, method: StreamMethod, unanswered: Unanswered) -> Iterator[CheckResult]:
        call = method(
            unanswered.requests(),
            metadata=self._bearer.metadata(),
            wait_for_ready=self._patience.is_endless,
        )
        try:
            for response in call:
                yield unanswered.take(response)
        finally:
            call.cancel()
        unanswered.finish()

    def _again(self, attempts: Attempts, refusal: Refusal) -> bool:
        wait = attempts.wait_after(refusal)
        return wait is not None and not self._closed.wait(wait)
