"""
Committing together: acts that arrive at once share one transaction, and so one forcing to disk.

The first act to arrive leads: it does its own work and that of all who wait by then, each within a savepoint, and
commits once. An act that fails is undone alone. Nobody is answered before the commit, so nothing that was
acknowledged can be lost. Without a second act nothing is different from `transaction.atomic()`.
See docs/decisions/0054-commit-together.md.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db import DatabaseError, connection, transaction

Result = TypeVar("Result")
MOST = 32
LOST = RuntimeError("the thread that led was stopped before it came to this act; nothing was stored")
logger = logging.getLogger(__name__)

_gate = threading.Lock()
_waiting: deque["_Work"] = deque()
_led = False


class _Work:
    """One act: what to do, and what came of it."""

    def __init__(self, do: Callable[[], Any]) -> None:
        self.do = do
        self.leads = False
        self.result: Any = None
        self.error: BaseException | None = LOST
        self.called = threading.Semaphore(0)

    def run(self) -> None:
        """Do it inside a savepoint or transaction of its own; an error is kept for the one who asked."""
        try:
            with transaction.atomic():
                self.result = self.do()
            self.error = None
        except Exception as error:
            self.error = error


def together(do: Callable[[], Result]) -> Result:
    """
    Do one act in a transaction that may be shared with others, and return its result once it is committed.

    do: changes the database and nothing else; it may run in another thread, and again if a shared commit failed.
    Raises what `do` or the commit raised. Inside a transaction it joins that one.
    """
    global _led  # noqa: PLW0603 - one queue a process
    if connection.in_atomic_block:
        with transaction.atomic():
            return do()
    work = _Work(do)
    with _gate:
        _waiting.append(work)
        if not _led:
            _led = work.leads = True
    if not work.leads:
        work.called.acquire()
    if work.leads:
        _lead()
    if work.error is not None:
        raise work.error
    return work.result


def _lead() -> None:
    """Do the work of all who wait, hand the lead to the next who came meanwhile, and call those who are done."""
    global _led  # noqa: PLW0603
    with _gate:
        batch = [_waiting.popleft() for _ in range(min(MOST, len(_waiting)))]
    try:
        _commit(batch)
    finally:
        with _gate:
            successor = _waiting[0] if _waiting else None
            _led = successor is not None
            if successor is not None:
                successor.leads = True
        for work in [*batch[1:], *([successor] if successor is not None else [])]:
            work.called.release()


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
