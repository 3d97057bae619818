"""The search as the console asks for it. What takes long to load is loaded only here."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from linli.districting.console.bar import Bar
from linli.districting.console.city import is_city, search_city
from linli.districting.console.words import ConsoleError
from linli.districting.problem import Problem
from linli.values import Reason, noop

if TYPE_CHECKING:
    from linli.districting.objective import Weights
    from linli.districting.solving import Result
    from linli.districting.stopping import Stop


def search(problem: Problem, options: Mapping[str, Any], err: TextIO) -> "Result":
    """Return what the engine finds within the options' limits, with a bar on `err`."""
    from linli.districting.solving import solve  # noqa: PLC0415
    from linli.districting.stopping import iterations, seconds  # noqa: PLC0415

    weights = read_weights(options["weights"]) if options["weights"] else None
    if is_city(problem, options):
        return search_city(problem, options, err, weights)
    limit = options["iterations"]
    stop = iterations(limit) if limit else seconds(options["seconds"])
    bar = Bar(err, limit or options["seconds"], by_iterations=bool(limit))
    try:
        if options["candidates"] > 1:
            return _propose(problem, options, stop, bar, weights)
        return solve(
            problem,
            stop=stop,
            seed=options["seed"],
            weights=weights,
            on_progress=bar,
            prove=options["prove"],
            prove_seconds=options["prove_seconds"],
        )
    finally:
        bar.close()


def _propose(
    problem: Problem, options: Mapping[str, Any], stop: "Stop", bar: Bar, weights: "Weights | None"
) -> "Result":
    """Return different good plans; with `prove`, the bound of J that holds for all of them."""
    from linli.districting.candidates import propose  # noqa: PLC0415

    found = propose(
        problem,
        stop=stop,
        seed=options["seed"],
        count=options["candidates"],
        weights=weights,
        on_progress=bar,
    )
    return found.proven(problem, options["prove_seconds"]) if options["prove"] else found


def read_weights(path: Path) -> "Weights":
    """Return the weights of a JSON file: term -> number, those left out weigh nothing. Raises ConsoleError, OSError."""
    from linli.districting.objective import Weights  # noqa: PLC0415

    names = [name for name, _weight in Weights().pairs()]
    try:
        given = json.loads(path.read_text("utf-8"))
        weights = {str(name): float(value) for name, value in given.items()}
    except (ValueError, AttributeError, TypeError) as error:
        text = noop("%(file)s holds no weights: it must be a JSON object of terms and numbers.")
        raise ConsoleError(Reason("districting.no_weights", text, {"file": str(path)})) from error
    for name, value in weights.items():
        if name not in names or not 0 <= value < math.inf:
            text = noop("%(name)s cannot weigh %(value)s: the terms are %(known)s, and weights are not below zero.")
            places = {"name": name, "value": value, "known": ", ".join(names)}
            raise ConsoleError(Reason("districting.wrong_weight", text, places))
    return Weights(**{name: weights.get(name, 0.0) for name in names})
