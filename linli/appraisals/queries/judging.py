"""What the rules of a scheme say of a frozen round: read again at any time from what is frozen."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from linli.appraisals.models import Snapshot, SnapshotPart
from linli.appraisals.queries.frozen import rule_from
from linli.appraisals.queries.past import dropped_periods, placing_of, placings_of_subjects, standing_snapshots
from linli.appraisals.queries.posts import parties_of
from linli.appraisals.queries.splits import successions_of
from linli.appraisals.rules.consequences import Context, Judgement, judge
from linli.appraisals.rules.freezing import reason_from
from linli.appraisals.rules.ranking import Ranked, last_of
from linli.appraisals.rules.streaks import Streak, StreakPolicy, streaks_of
from linli.standards import queries as standards


def judge_snapshot(snapshot: Snapshot) -> Judgement:
    """Return what the rules say of a frozen round: those that were frozen with it, whatever its scheme says today."""
    ranked = ranked_of(snapshot)
    placings = {one.subject: one for one in ranked}
    head = json.loads(snapshot.head)
    day = date.fromisoformat(head["last_on"])
    concerned = set(last_of(ranked)) | {one.subject for one in ranked if one.rank is not None and one.below <= 3}
    subjects = standards.by_key(concerned)
    context = Context(
        period=snapshot.period,
        min_ranked=head["min_ranked"],
        parties=parties_of([subjects[each] for each in sorted(subjects)], day),
        vetoes=_vetoes(snapshot, head),
        digests={one.period: bytes(one.hash).hex() for one in standing_snapshots(snapshot.scheme)},
    )
    rules, policy = [rule_from(each) for each in head["rules"]], StreakPolicy(**head["streak"])
    return judge(rules, list(placings.values()), _streaks(snapshot, policy, last_of(ranked)), context)


def ranked_of(snapshot: Snapshot) -> list[Ranked]:
    """Return where everybody stands in a snapshot, as the rules take it."""
    rows = SnapshotPart.objects.filter(snapshot=snapshot).order_by("rank", "subject_id")
    found = []
    for row in rows.values_list("placing", flat=True).iterator(chunk_size=1000):
        kept = json.loads(row)
        found.append(
            Ranked(
                subject=kept["subject"],
                rank=kept["rank"],
                shared=kept["shared"],
                reason=reason_from(kept["reason"]),
                points_to_next=kept["to_next"],
                total=kept["total"],
                places=kept["places"],
                below=kept["below"],
            )
        )
    return found


def _streaks(snapshot: Snapshot, policy: StreakPolicy, subjects: Sequence[int]) -> dict[int, Streak]:
    """Return how many times running those on the last place have been there."""
    scheme, until = snapshot.scheme, snapshot.period
    placings = placings_of_subjects(scheme, subjects, until)
    periods = [one.period for one in standing_snapshots(scheme)] + list(dropped_periods(scheme, until))
    return streaks_of(placings, policy, successions_of(scheme), sorted(periods), until)


def _vetoes(snapshot: Snapshot, head: Mapping[str, Any]) -> dict[int, list[str]]:
    """Return which items vetoed whom."""
    names = {each["id"]: each["name"] for each in head["items"]}
    rows = SnapshotPart.objects.filter(snapshot=snapshot).exclude(placing__contains='"vetoes":[]')
    return {part.subject_id: [names[item] for item in placing_of(part)["vetoes"]] for part in rows.order_by("pk")}
