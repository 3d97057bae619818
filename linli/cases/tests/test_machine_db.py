"""Random histories through the real services on the real database: never an illegal state, always one owner."""

import random
from datetime import timedelta

import pytest

from linli.cases import samples, services
from linli.cases.models import Case, Category, Event, StageClock
from linli.cases.rules.table import acts_from
from linli.cases.samples import MORNING
from linli.cases.terms import (
    TERMINAL,
    Act,
    ActionCode,
    DeclineReason,
    Lasting,
    RefusalReason,
    Solved,
    State,
)
from linli.foundation.audit import verify
from linli.organisations.terms import OrganisationKind

ACTS = 250


class Crowd:
    """People who try anything at random."""

    def __init__(self, district, seed: int) -> None:
        self.district, self.rng, self.now = district, random.Random(seed), MORNING
        self.done: dict[Act, int] = {}
        self.refused = 0

    def person(self):
        return self.rng.choice(list(self.district.people.values()))

    def unit(self):
        names = ("urban_management", "housing", "nanyuan_committee", "tongdu_office")
        return self.district.organisations[self.rng.choice(names)]

    def kind(self):
        return self.district.kinds[self.rng.choice(("litter", "street", "road", "dumping"))]

    def any_case(self) -> Case | None:
        cases = list(Case.objects.order_by("pk"))
        return self.rng.choice(cases) if cases else None

    def turn(self) -> None:
        self.now += timedelta(minutes=self.rng.choice([1, 20, 90, 600, 3000]))
        case = self.any_case() if self.rng.random() < 0.9 else None
        if case is None or (case.state in TERMINAL and self.rng.random() < 0.5):
            case = samples.take(self.district, now=self.now, contact=self.rng.choice(["", "13812345678"])).case
        acts = [move.act for move in acts_from(case.state)]
        self.attempt(case, self.rng.choice(acts))
        self.check(case.pk)

    def attempt(self, case: Case, act: Act) -> None:
        for _ in range(6):
            call, facts = self.call(act, case)
            try:
                call(**facts)
            except services.MoveRefused:
                self.refused += 1
            else:
                self.done[act] = self.done.get(act, 0) + 1
                return

    def call(self, act: Act, case: Case):
        base = {"case_id": case.pk, "actor": self.person(), "now": self.now}
        until = self.now + timedelta(days=self.rng.randint(-1, 20))
        refusal = {"reason": self.rng.choice(list(RefusalReason)), "proposal": "别的单位"}
        declining = {"reason": self.rng.choice(list(DeclineReason)), "reply": "说明"}
        report = {"report_id": case.reports.first().pk if case.reports.exists() else 0, "now": self.now}
        note = {"note": "说明"}
        seen = {"case_id": case.pk, "now": self.now}
        calls = {
            Act.CLAIM: (services.claim, base),
            Act.VERIFY: (services.send_verify, base | note),
            Act.VERIFIED: (services.report_verified, base | note),
            Act.SELF_HANDLE: (
                services.self_handle,
                base | note | {"category": self.kind(), "before": [f"{self.now}b.jpg"], "after": [f"{self.now}a.jpg"]},
            ),
            Act.DECLINE: (services.decline, base | declining),
            Act.ASK_DECLINE: (services.ask_decline, base | declining),
            Act.MERGE: (services.merge, base | note | {"target_id": self.any_case().pk}),
            Act.FILE: (services.file_case, base | {"category": self.kind()}),
            Act.DISPATCH: (services.dispatch, base | note | {"unit": self.unit()}),
            Act.SIGN: (services.sign, base),
            Act.REFUSE: (services.refuse, base | note | refusal),
            Act.SECURE: (services.secure, base | note),
            Act.REVISIT: (services.revisit, base | note | {"finding": self.rng.choice(list(Lasting))}),
            Act.ANSWER: (services.answer, base | note | {"outcome": ActionCode.FIXED}),
            Act.REWORK: (services.rework, base | note),
            Act.CHECK: (services.send_check, base),
            Act.FAIL: (services.fail, base | note),
            Act.CLOSE: (services.close, base | {"reply": "好", "criterion_met": True}),
            Act.REOPEN: (services.reopen, base | note | {"actor": self.rng.choice([None, self.person()])}),
            Act.APPEAL: (services.appeal, base | note | {"actor": None}),
            Act.ASK_VOID: (services.ask_void, base | note),
            Act.VOID: (services.void, base),
            Act.RECLASSIFY: (services.reclassify, base | note | {"category": self.kind()}),
            Act.RELOCATE: (services.relocate, base | {"area": self.district.areas["shiyang"]}),
            Act.ASSIST: (services.assist, base | {"unit": self.unit()}),
            Act.FINISH: (services.finish, base | note | {"unit": self.unit()}),
            Act.RELEASE: (services.release, base | note | {"unit": self.unit()}),
            Act.HOLD_ASK: (services.ask_hold, base | note | {"until": until}),
            Act.HOLD: (services.decide_hold, base | {"granted": True}),
            Act.HOLD_DENY: (services.decide_hold, base | note | {"granted": False}),
            Act.HOLD_END: (services.end_hold, base),
            Act.EXTEND_ASK: (services.ask_extension, base | note),
            Act.EXTEND: (services.decide_extension, base | {"granted": True}),
            Act.EXTEND_DENY: (services.decide_extension, base | note | {"granted": False}),
            Act.URGE: (services.urge, base | {"actor": None}),
            Act.SUPERVISE: (services.supervise, base | note),
            Act.NOTICE: (services.give_notice, base | note | {"until": until}),
            Act.HEED: (services.heed, base | note),
            Act.WITNESS: (services.witness, {**seen, "solved": Solved.YES, "by": "楼栋长"}),
            Act.RATE: (services.rate, report | {"stars": 3, "solved": Solved.NO}),
            Act.EXEMPT_ASK: (services.ask_exemption, base | note),
            Act.EXEMPT: (services.review_exemption, base | {"granted": True}),
        }
        return calls.get(act, (services.comment, base | note))

    def check(self, case_id: int) -> None:
        case = Case.objects.select_related("holder", "unit").get(pk=case_id)
        open_clocks = StageClock.objects.filter(event__case=case, ended_at__isnull=True)
        assert (case.state in TERMINAL) == (case.ended_at is not None)
        assert not (case.state in TERMINAL and open_clocks.exists())
        assert case.events.order_by("-pk").first().after is case.state
        if case.state in (State.DISPATCHED, State.IN_PROGRESS):
            assert case.holder == case.unit
        elif case.state not in TERMINAL:
            assert case.holder.kind in (
                OrganisationKind.RESIDENTS_COMMITTEE,
                OrganisationKind.SUBDISTRICT_OFFICE,
                OrganisationKind.HEADQUARTERS,
            )
        running = [clock.due_at for clock in open_clocks if clock.paused_at is None]
        expected = min([*running, *([case.overall_due_at] if case.overall_due_at else [])], default=None)
        assert case.due_at == (None if case.is_held or case.ended_at else expected)
        assert case.version == 1 + case.events.count()


@pytest.mark.parametrize("seed", [7, 8])
def test_random_acts_of_random_people_never_break_the_machine(district, seed):
    crowd = Crowd(district, seed)
    Category.objects.filter(code="0903").update(safe_limit="30m")
    Category.objects.filter(code__in=("0901", "0902")).update(revisit_days=1)
    for name in ("linjie", "zhaomin"):
        samples.appoint(
            crowd.district.people[name],
            "district_commander",
            organisation=district.organisations["tongdu_office"],
            area=district.areas["tongdu"],
        )

    for _ in range(ACTS):
        crowd.turn()

    moves = [(event.before, event.after) for event in Event.objects.order_by("pk")]
    assert all(state is not State.DRAFT for _before, state in moves)
    assert sum(crowd.done.values()) > ACTS // 2
    assert len(crowd.done) > 20
    assert crowd.refused
    assert verify(Event).is_ok
