"""
Districting: splitting an area into contiguous, compact communities within household bounds.

A library of its own, without Django: `Problem` says what is to be split, `solve` finds plans, `Result` says how good
they are and how far from the best possible.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linli.districting.objective import Reference, Weights
    from linli.districting.plan import Plan
    from linli.districting.problem import Affinity, Borders, Problem, ProblemError
    from linli.districting.solving import Limit, Result, solve

__all__ = ["Affinity", "Borders", "Limit", "Plan", "Problem", "ProblemError", "Reference", "Result", "Weights", "solve"]

_HOME = {"Reference": "objective", "Weights": "objective", "Plan": "plan"}
_HOME |= dict.fromkeys(("Affinity", "Borders", "Problem", "ProblemError"), "problem")
_HOME |= dict.fromkeys(("Limit", "Result", "solve"), "solving")


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: the compiled search takes half a second to load."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
