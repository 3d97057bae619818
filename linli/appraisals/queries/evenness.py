"""How evenly those judged by a scheme develop (000-3, 000-30), and how much of its ranking is chance."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import cache

from linli.appraisals.models import Scheme, Snapshot, SnapshotPart
from linli.appraisals.queries.frozen import called
from linli.appraisals.queries.past import lines_of, placing_of, standing_snapshots
from linli.appraisals.rules.balance import Balance, HelpPolicy, balance_of
from linli.appraisals.rules.charts import strip
from linli.appraisals.rules.fairness import Chance, ItemNoise, Noise, RoundScores, estimate, simulate

LAST_ROUNDS = 12
MOST_SCORES = 100_000
"""Scores that are replayed while somebody waits; of larger schemes only the newest rounds are."""
DRAWS = 500
SEED = 20_260_701
KEPT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Even:
    """
    How even a result is, and below what it offers help. strips: dimension -> where lowest, mean and highest stand.

    names: what those judged were called.
    """

    balance: Balance
    policy: HelpPolicy
    strips: Mapping[str, tuple[float, float, float]]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Fair:
    """How much of a scheme's ranking is chance. periods: the rounds it was read from; items: name and noise."""

    noise: Noise
    chance: Chance
    periods: tuple[str, ...]
    items: tuple[tuple[str, ItemNoise], ...]


def evenness_of(snapshot: Snapshot) -> Even:
    """Return how even a frozen round is, dimension by dimension, and who needs help."""
    rows = SnapshotPart.objects.filter(snapshot=snapshot).order_by("subject_id").values_list("placing", flat=True)
    parts = [placing_of(SnapshotPart(placing=row)) for row in rows.iterator(chunk_size=1000)]
    policy = HelpPolicy(**json.loads(snapshot.head)["help"])
    shares = {one["subject"]: {k: (v[0], v[1]) for k, v in one["dimensions"].items()} for one in parts}
    found = balance_of(shares, policy)
    strips = {each.dimension: strip(each.lowest, each.mean, each.highest) for each in found.dispersions}
    return Even(found, policy, strips, {one["subject"]: called(one) for one in parts})


def fairness_of(scheme: Scheme) -> Fair | None:
    """
    Return how much of a scheme's ranking is chance, from its newest frozen rounds; None without any.

    Kept for a day under the seals of those rounds, as the same history always gives the same answer.
    """
    newest = list(standing_snapshots(scheme).order_by("-period")[:LAST_ROUNDS])
    if not newest:
        return None
    seals = b"".join(bytes(one.hash) for one in newest)
    name = f"appraisals.fairness.{hashlib.sha256(seals).hexdigest()[:24]}"
    found: Fair | None = cache.get(name)
    if found is None:
        found = _fairness(newest)
        cache.set(name, found, KEPT_S)
    return found


def _fairness(newest: list[Snapshot]) -> Fair:
    """Return how much of the ranking is chance, the newest rounds first until there are enough scores."""
    history: list[RoundScores] = []
    scores = 0
    for snapshot in newest:
        one = _scores_of(snapshot)
        history.append(one)
        scores += sum(len(of_item) for of_item in one.scores.values())
        if scores >= MOST_SCORES:
            break
    noise = estimate(history)
    names = {item["id"]: item["name"] for one in reversed(newest) for item in json.loads(one.head)["items"]}
    items = tuple((names.get(key, str(key)), each) for key, each in noise.by_item.items())
    periods = tuple(sorted(one.period for one in history))
    return Fair(noise, simulate(history, noise, seed=SEED, draws=DRAWS), periods, items)


def _scores_of(snapshot: Snapshot) -> RoundScores:
    """Return what every assessor gave in a frozen round, of those who were ranked."""
    scores: dict[int, dict[int, list[int]]] = {}
    rows = SnapshotPart.objects.filter(snapshot=snapshot, rank__isnull=False).order_by("subject_id")
    for part in rows.iterator(chunk_size=500):
        mine = scores[part.subject_id] = {}
        for line in lines_of(part):
            given = [points for _assessor, _role, points in line.get("scores", ())]
            if given or line["points"] is not None:
                mine[line["item"]] = given if given and line["from"] != "appeal" else [line["points"]]
    return RoundScores(snapshot.period, scores)
