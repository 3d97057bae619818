"""
Committing together: acts that arrive at once share one transaction, and so one forcing to disk.

One thread of each process writes for all. It takes whatever waits, does each act within a savepoint, and commits once.
An act that fails is undone alone. Nobody is answered before the commit, so nothing that was acknowledged can be lost.
See docs/decisions/0054-commit-together.md.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import DatabaseError, close_old_connections, connection, connections, transaction

Result = TypeVar("Result")
MOST = 32
logger = logging.getLogger(__name__)

_writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
_gate = threading.Lock()
_waiting: deque["_Work"] = deque()
_is_writing = False


class _Work:
    """One act: what to do, and what came of it."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self.do = do
        self.result: Any = None
        self.error: BaseException | None = None
        self.is_done = threading.Semaphore(0)

    def run(self) -> None:
        """Do it inside a savepoint or transaction of its own; an error is kept for the one who asked."""
        self.error = None
        try:
            with transaction.atomic():
                self.result = self.do()
        except Exception as error:
            self.error = error


def together(do: Callable[[], Result]) -> Result:
    """
    Do one act in a transaction that may be shared with others, and return its result once it is committed.

    do: changes the database and nothing else; it runs in another thread, and again if a shared commit failed.
    Raises what `do` or the commit raised. Inside a transaction it joins that one.
    """
    global _is_writing
    if connection.in_atomic_block:
        with transaction.atomic():
            return do()
    work = _Work(do)
    with _gate:
        _waiting.append(work)
        must_call, _is_writing = not _is_writing, True
    if must_call:
        _writer.submit(_write)
    work.is_done.acquire()
    if work.error is not None:
        raise work.error
    return work.result


def rest() -> None:
    """Have the writer close its connection, for whoever takes the database away."""
    _writer.submit(connections.close_all).result()


def _write() -> None:
    """Do all that waits, batch by batch, until nothing waits."""
    global _is_writing  # noqa: PLW0603
    close_old_connections()
    while True:
        with _gate:
            batch = [_waiting.popleft() for _ in range(min(MOST, len(_waiting)))]
            _is_writing = bool(batch)
        if not batch:
            return
        try:
            _commit(batch)
        except BaseException as error:
            for work in batch:
                work.error = work.error or error
            raise
        finally:
            for work in batch:
                work.is_done.release()


def _commit(batch: Sequence[_Work]) -> None:
    """Do a batch in one transaction; if that cannot be committed, do each act in its own."""
    if len(batch) > 1:
        try:
            with transaction.atomic():
                for work in batch:
                    work.run()
        except DatabaseError:
            logger.warning("a shared commit failed; %s acts are tried one by one", len(batch), exc_info=True)
        else:
            return
    for work in batch:
        work.run()
