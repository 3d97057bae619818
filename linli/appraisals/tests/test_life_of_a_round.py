"""A round from the plan to the frozen result, by its services: what is frozen, and that nothing changes it later."""

from linli.appraisals import samples
from linli.appraisals.models import Passage, Proposal, Result
from linli.appraisals.queries.frozen import differences_when_recomputed, flaws_of
from linli.appraisals.terms import ConsequenceAction, RoundState


def test_a_round_is_scored_computed_announced_confirmed_and_frozen(contest):
    snapshot = samples.confirmed_round(contest, [0, 1, 2, 2, 3, 5])

    ranks = list(snapshot.parts.order_by("subject__area__path").values_list("rank", flat=True))
    assert ranks == [1, 2, 3, 3, 5, 6]
    assert list(flaws_of(snapshot)) == []
    assert list(differences_when_recomputed(snapshot)) == []
    assert not Result.objects.exists()
    round_ = snapshot.round
    assert round_.state is RoundState.CONFIRMED
    assert [each.after for each in Passage.objects.order_by("pk")] == [
        "open",
        "submitted",
        "checked",
        "computed",
        "announced",
        "confirmed",
    ]
    money = Proposal.objects.filter(action=ConsequenceAction.PRIZE).order_by("subject__area__path")
    assert [each.amount_fen for each in money] == [2_000_000, 1_500_000, 500_000, 500_000]
