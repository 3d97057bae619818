"""Where tasks run: in this process, in processes beside it, or on a Dask cluster. One interface, the same results."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import get_context
from typing import Any, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")
RETRIES = 3
"""How often in a row workers may die before a task is blamed."""


class ExecutorError(RuntimeError):
    """Tasks cannot be run there; the message is a sentence."""


class Executor(Protocol):
    """Runs pure tasks. A task may be run more than once; nobody may care where or in which order."""

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield (number of the task, its result) as they are done; closing the iterator gives up the rest."""
        ...

    def close(self) -> None:
        """Let go of all workers."""
        ...


class Here:
    """Runs tasks one after another in this process."""

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield (number, result) in order."""
        for number, task in enumerate(tasks):
            yield number, function(task)

    def close(self) -> None:
        """Nothing is held."""


class Processes:
    """
    Runs tasks in processes of this machine. They are spawned, not forked: threads and compiled code stay whole.

    When a worker dies (killed, out of memory), fresh ones get all tasks whose results have not arrived.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    @property
    def pids(self) -> list[int]:
        """Return the numbers of the running workers."""
        return [] if self._pool is None else list(self._pool._processes)

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield (number, result) as they are done. Raises ExecutorError if workers keep dying."""
        left, deaths = dict(enumerate(tasks)), 0
        while left:
            waiting: dict[Future[R], int] = {}
            try:
                pool = self._open()
                waiting = {pool.submit(function, task): number for number, task in left.items()}
                for future in as_completed(waiting):
                    result = future.result()
                    del left[waiting[future]]
                    deaths = 0
                    yield waiting[future], result
            except BrokenProcessPool as death:
                deaths += 1
                self.close()
                if deaths > RETRIES:
                    raise ExecutorError(f"workers died {deaths} times in a row; {len(left)} tasks are left") from death
            finally:
                for future in waiting:
                    future.cancel()

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=get_context("spawn"))
        return self._pool


class Dask:
    """Runs tasks on a Dask cluster whose workers have this package installed. address: of its scheduler."""

    def __init__(self, address: str) -> None:
        try:
            self._library: Any = import_module("distributed")
        except ImportError as error:
            raise ExecutorError(
                "A cluster needs the package 'distributed', which is not installed: pip install linli[dask]"
            ) from error
        try:
            self._client = self._library.Client(address)
        except (OSError, ValueError) as error:
            raise ExecutorError(f"The cluster at {address} does not answer: {error}") from error

    def run(self, function: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """Yield (number, result) as they are done; the scheduler repeats tasks of workers that died."""
        futures = [self._client.submit(function, task, pure=False, retries=RETRIES) for task in tasks]
        number = {future.key: at for at, future in enumerate(futures)}
        try:
            for future, result in self._library.as_completed(futures, with_results=True):
                yield number[future.key], result
        finally:
            self._client.cancel(futures)

    def close(self) -> None:
        """Leave the cluster; its workers stay."""
        self._client.close()


def choose(jobs: int = 1, scheduler: str = "") -> Executor:
    """Return the executor for a number of processes, or for the address of a Dask scheduler. Raises ExecutorError."""
    if scheduler:
        return Dask(scheduler)
    return Processes(jobs) if jobs > 1 else Here()
