"""The requests of a stream, kept until they are answered, so that they can be asked again."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from threading import Lock

from caveat.client.answers import flaw_of, read
from caveat.client.errors import not_whole
from caveat.v1.checker_pb2 import (
    CheckRequest,
    CheckResult,
    StreamCheckRequest,
    StreamCheckResponse,
)


class Answering:
    """Which requests of a stream were taken up, and how many of them are answered, in order."""

    def __init__(self) -> None:
        self.answered = 0
        self._taken = 0
        self._waiting: dict[int, CheckRequest] = {}
        self._ended = False
        self._failure: Exception | None = None

    def take(self, response: StreamCheckResponse) -> CheckResult:
        """Take the next answer; ``ServiceError`` if it is none to the next request."""
        result = read(response).result
        request = self._waiting.get(self.answered)
        flaw = "a result to no request" if request is None else flaw_of(result, request)
        if flaw:
            raise not_whole(flaw, self.answered)
        del self._waiting[self.answered]
        self.answered += 1
        return result

    def finish(self) -> None:
        """Raise what the caller's own requests raised, or ``ServiceError`` if answers are missing.

        A service that ends the stream of its own accord leaves requests unasked.
        """
        if self._failure:
            raise self._failure
        if self._waiting or not self._ended:
            raise not_whole("the stream ended before all was answered", self.answered)

    def _keep(self, request: CheckRequest) -> None:
        self._waiting[self._taken] = request
        self._taken += 1

    def _end(self, failure: Exception | None = None) -> None:
        self._failure = failure
        self._ended = True


class Unanswered(Answering):
    """Requests that threads take up: gRPC's own, and after a resumption another one."""

    def __init__(self, requests: Iterable[CheckRequest]) -> None:
        super().__init__()
        self._source = iter(requests)
        self._taking = Lock()

    def requests(self) -> Iterator[StreamCheckRequest]:
        """Give the requests without an answer, then those that are still to come."""
        return self._from(self.answered)

    def _from(self, place: int) -> Iterator[StreamCheckRequest]:
        while (request := self._at(place)) is not None:
            yield StreamCheckRequest(request=request)
            place += 1

    def _at(self, place: int) -> CheckRequest | None:
        """Give a request; the lock is not for those that wait, as the source may wait for them."""
        if place not in self._waiting:
            with self._taking:
                if place == self._taken and not self._ended:
                    self._take_up()
        return self._waiting.get(place)

    def _take_up(self) -> None:
        try:
            self._keep(next(self._source))
        except StopIteration:
            self._end()
        except Exception as error:  # noqa: BLE001  it is the caller's, and raised there
            self._end(error)


class AsyncUnanswered(Answering):
    """Requests that tasks take up, any of which may be cancelled while it waits for the next."""

    def __init__(self, requests: AsyncIterable[CheckRequest] | Iterable[CheckRequest]) -> None:
        super().__init__()
        self._source = aiter(requests if isinstance(requests, AsyncIterable) else _each(requests))
        self._taking: asyncio.Task[None] | None = None

    def close(self) -> None:
        """Wait for no further request."""
        if self._taking:
            self._taking.cancel()

    def requests(self) -> AsyncIterator[StreamCheckRequest]:
        """Give the requests without an answer, then those that are still to come."""
        return self._from(self.answered)

    async def _from(self, place: int) -> AsyncIterator[StreamCheckRequest]:
        while (request := await self._at(place)) is not None:
            yield StreamCheckRequest(request=request)
            place += 1

    async def _at(self, place: int) -> CheckRequest | None:
        while place not in self._waiting and not self._ended:
            self._taking = self._taking or asyncio.create_task(self._take_up())
            await asyncio.shield(self._taking)
        return self._waiting.get(place)

    async def _take_up(self) -> None:
        try:
            self._keep(await anext(self._source))
        except StopAsyncIteration:
            self._end()
        except Exception as error:  # noqa: BLE001  it is the caller's, and raised there
            self._end(error)
        finally:
            self._taking = None


async def _each(requests: Iterable[CheckRequest]) -> AsyncIterator[CheckRequest]:
    for request in requests:
        yield request
