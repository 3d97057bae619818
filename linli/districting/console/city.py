"""A large input as the console asks for it: parts and windows, in this process, in several, or on a cluster."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from linli.districting.console.bar import Bar
from linli.districting.console.words import ConsoleError
from linli.districting.problem import Ints, Problem
from linli.values import Reason, noop

if TYPE_CHECKING:
    from linli.districting.objective import Weights
    from linli.districting.solving import Result

LARGE = 1_000
"""From so many units on an area is searched in parts; smaller ones are one task, whatever the number of processes."""


def is_city(problem: Problem, options: Mapping[str, Any]) -> bool:
    """Return whether an input is searched in parts; that does not depend on the number of processes."""
    return problem.n >= LARGE or bool(options["subdistricts"])


def search_city(problem: Problem, options: Mapping[str, Any], err: TextIO, weights: "Weights | None") -> "Result":
    """Return what is found within the options' limits, with a bar on `err`. Raises ConsoleError."""
    _refuse_small_things(problem, options)
    from linli.districting.city import effort_for, effort_of, solve_city  # noqa: PLC0415
    from linli.districting.executors import ExecutorError, choose  # noqa: PLC0415
    from linli.districting.stopping import seconds  # noqa: PLC0415

    limit = options["iterations"]
    bar = Bar(err, options["seconds"])
    try:
        executor = choose(options["jobs"], options["scheduler"])
        try:
            return solve_city(
                problem,
                seed=options["seed"],
                effort=effort_of(limit) if limit else effort_for(problem, options["seconds"]),
                subdistricts=_subdistricts(options["input"]) if options["subdistricts"] else None,
                across=options["across"],
                weights=weights,
                executor=executor,
                stop=None if limit else seconds(options["seconds"]),
                on_progress=None if limit else bar,
            )
        finally:
            executor.close()
    except ExecutorError as error:
        text = noop("The parts cannot be searched there: %(why)s.")
        raise ConsoleError(Reason("districting.no_workers", text, {"why": str(error)})) from error
    finally:
        bar.close()


def _refuse_small_things(problem: Problem, options: Mapping[str, Any]) -> None:
    """Refuse what only areas of a size to prove can have, rather than leave it out in silence."""
    given = {"--prove": options["prove"], "--candidates": options["candidates"] > 1}
    asked = [name for name, is_asked in given.items() if is_asked]
    if asked:
        text = noop("%(asked)s is only for areas of fewer than %(large)s units; this one has %(units)s.")
        places = {"asked": ", ".join(asked), "large": LARGE, "units": problem.n}
        raise ConsoleError(Reason("districting.too_large_to_prove", text, places))


def _subdistricts(path: Path) -> Ints:
    """Return (n,) the subdistrict of every unit. Raises ConsoleError."""
    if path.suffix.lower() == ".npz":
        with np.load(path, allow_pickle=False) as arrays:
            if "sub" in arrays.files:
                return np.asarray(arrays["sub"], np.int64)
    text = noop("%(file)s does not say the subdistricts of its units: they are the array `sub` of an .npz file.")
    raise ConsoleError(Reason("districting.no_subdistricts", text, {"file": str(path)}))
