"""Those who do the work: this process, or several others, always in order."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.connection import wait
from typing import Protocol, TypeVar

from caveat.server.screening.order import WorkerError
from caveat.server.screening.worker import Worker

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

_WAITING_EACH = 3
_ORPHANED = 70
_HAS_MASKS = hasattr(signal, "pthread_sigmask")
_SEAT: list[Worker] = []


class Crew(Protocol):
    """Does one kind of work on many items, and gives the results in the items' order."""

    def each(
        self, work: Callable[[Worker, ItemT], ResultT], items: Iterable[ItemT]
    ) -> Iterator[tuple[ItemT, ResultT]]:
        """Take a few items ahead and no more; ``WorkerError`` where a process dies."""
        ...


class _Alone:
    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def each(
        self, work: Callable[[Worker, ItemT], ResultT], items: Iterable[ItemT]
    ) -> Iterator[tuple[ItemT, ResultT]]:
        for item in items:
            yield item, work(self._worker, item)


class _Processes:
    def __init__(self, executor: ProcessPoolExecutor, processes: int) -> None:
        self._executor = executor
        self._most = _WAITING_EACH * processes

    def each(
        self, work: Callable[[Worker, ItemT], ResultT], items: Iterable[ItemT]
    ) -> Iterator[tuple[ItemT, ResultT]]:
        waiting: deque[tuple[ItemT, Future[ResultT]]] = deque()
        try:
            for item in items:
                waiting.append((item, self._submit(work, item)))
                if len(waiting) == self._most:
                    yield _done(*waiting.popleft())
            while waiting:
                yield _done(*waiting.popleft())
        except BrokenProcessPool:
            raise WorkerError("a worker process died, perhaps for want of memory") from None

    def _submit(self, work: Callable[[Worker, ItemT], ResultT], item: ItemT) -> Future[ResultT]:
        with _uninterrupted():
            return self._executor.submit(_work, work, item)


@contextmanager
def crew_of(processes: int, worker: Worker) -> Generator[Crew]:
    """Work in this process alone, or in so many others, which end with the context."""
    if processes == 1:
        yield _Alone(worker)
        return
    others = set(active_children())
    executor = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_begin, initargs=(worker,)
    )
    try:
        yield _Processes(executor, processes)
    finally:
        for process in set(active_children()) - others:
            process.terminate()
        executor.shutdown(cancel_futures=True)


def _done(item: ItemT, future: Future[ResultT]) -> tuple[ItemT, ResultT]:
    return item, future.result()


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Hold Ctrl-C back while a process may be started, which inherits that."""
    if not _HAS_MASKS:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(worker: Worker) -> None:
    """Take the seat in a worker process: Ctrl-C is for its parent, and it does not outlive that."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _SEAT[:] = [worker]


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(_ORPHANED)


def _work(work: Callable[[Worker, ItemT], ResultT], item: ItemT) -> ResultT:
    return work(_SEAT[0], item)
