"""What plans are compared by: every criterion, the eight terms, and which way is better. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from linli.districting import Problem, Reference, Weights
from linli.districting.objective import judge, offices, total
from linli.districting.plan import canonical, criteria
from linli.districting.problem import FREE, Ints
from linli.values import noop

Figures = Mapping[str, float]
LESS, MORE, NEITHER = -1, 1, 0
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One thing plans are compared by.

    better: LESS or MORE, NEITHER where it only describes. kind: "count", "m", "share" (shown in per cent) or "number".
    hint: what it is, for people who meet it for the first time.
    """

    code: str
    label: str
    better: int = LESS
    kind: str = "number"
    hint: str = ""

    def say(self, value: float | None) -> str:
        """Return a value as people read it."""
        if value is None:
            return "–"
        if self.kind == "share":
            return f"{100 * value:.1f} %"
        return f"{value:.3f}" if self.kind == "number" else f"{round(value):,}".replace(",", " ")


COUNT, METRES, SHARE = "count", "m", "share"
CRITERIA = (
    Measure("k", noop("Communities"), NEITHER, COUNT),
    Measure("minhh", noop("Households of the smallest community"), NEITHER, COUNT),
    Measure("maxhh", noop("Households of the largest community"), NEITHER, COUNT),
    Measure("out_of_bounds", noop("Communities out of bounds"), LESS, COUNT),
    Measure("strays", noop("Pieces that hang loose"), LESS, COUNT),
    Measure("J", noop("Cost of the boundaries (J), m"), LESS, METRES, noop("Metres, cheap along roads and water.")),
    Measure("cut_m", noop("Boundaries between communities, m"), LESS, METRES),
    Measure("barrier_share", noop("Of them along main roads, rivers and railways"), MORE, SHARE),
    Measure("barrier_crossed_m", noop("Main roads, rivers and railways inside, m"), LESS, METRES),
    Measure("spread", noop("Households are from their centre (root mean square), m"), LESS, METRES),
    Measure("pp_mean", noop("Compactness, mean (Polsby-Popper)"), MORE),
    Measure("pp_min", noop("Compactness, least"), MORE),
    Measure("kept", noop("Households in the largest part of their present community"), MORE, SHARE),
    Measure("purity", noop("Households with their community's main origin"), MORE, SHARE),
    Measure("roomless", noop("Communities without a room for an office"), LESS, COUNT),
    Measure("affinity_broken", noop("Wishes to stay together that are broken"), LESS, SHARE),
)
TERMS = (
    Measure("boundary", noop("Boundaries, against the cheapest plan")),
    Measure("crossed", noop("Roads and water inside, against the cheapest plan")),
    Measure("inertia", noop("Spread, against round communities")),
    Measure("renamed", noop("Households with a new community name, beyond the unavoidable"), LESS, SHARE),
    Measure("mixed", noop("Households away from their main origin"), LESS, SHARE),
    Measure("room", noop("Way to a room, in 300 m beyond the first 300 m")),
    Measure("affinity", noop("Wishes to stay together that are broken"), LESS, SHARE),
    Measure("balance", noop("Unevenness of sizes")),
    Measure("total", noop("All eight terms, weighted (F)")),
)
ALL = {measure.code: measure for measure in (*CRITERIA, *TERMS)}
WEIGHED = ("J", "spread", "mixed", "affinity_broken", "balance", "roomless")
"""The six measures in which candidates may not be beaten by another: those of `districting.candidates`."""


def weights_of(kept: Mapping[str, float]) -> Weights:
    """Return the weights a project keeps; the usual ones for what it says nothing about."""
    return Weights(**{name: float(kept[name]) for name, _ in Weights().pairs() if name in kept})


def reference_of(problem: Problem, plans: Sequence[Ints]) -> Reference | None:
    """Return what terms are measured by: the plan with the cheapest boundaries of all complete ones; None without."""
    whole = [canonical(labels) for labels in plans if not (labels == FREE).any()]
    if not whole:
        return None
    return Reference.of(problem, min(whole, key=lambda labels: criteria(problem, labels)["J"]))


def figures_of(
    problem: Problem, labels: Ints, reference: Reference | None, weights: Weights | None = None
) -> dict[str, float]:
    """Return every figure of a plan by code; empty while some of its units belong to no community."""
    if reference is None or (labels == FREE).any():
        return {}
    labels = canonical(labels)
    found = criteria(problem, labels)
    terms = judge(problem, labels, weights or Weights(), reference)
    served = len(np.unique(labels[offices(problem)])) if len(problem.rooms) else found["k"]
    found |= {
        "strays": found["pieces"] - found["k"],
        "spread": found["moi_m2"] ** 0.5,
        "roomless": found["k"] - served,
        "total": total(terms),
    }
    found |= {term.term: term.value for term in terms}
    return {code: float(found[code]) for code in ALL}


def best_of(measure: Measure, values: Sequence[float | None]) -> list[bool]:
    """Return which values are best as people read them; none if all read alike, or if no way is better."""
    known = [value for value in values if value is not None]
    if measure.better == NEITHER or len({measure.say(value) for value in known}) < 2:
        return [False] * len(values)
    best = measure.say(max(known) if measure.better == MORE else min(known))
    return [value is not None and measure.say(value) == best for value in values]


def is_better(measure: Measure, before: float, after: float) -> bool | None:
    """Return whether a figure got better; None if it reads the same, or if no way is better."""
    if measure.better == NEITHER or measure.say(after) == measure.say(before):
        return None
    return (after > before) == (measure.better == MORE)
