"""Two years of the monthly contest: rounds held by the services, points of two assessors, appeals, consequences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from linli.appraisals.models import Proposal, Round, Scheme, Snapshot
from linli.appraisals.queries.presets import list_presets
from linli.appraisals.services.appeals import decide_appeal, file_appeal
from linli.appraisals.services.bulletins import publish_result
from linli.appraisals.services.computing import compute_round
from linli.appraisals.services.confirming import confirm_round
from linli.appraisals.services.deciding import confirm_proposal, waive_proposal
from linli.appraisals.services.rounds import lead_round, plan_round
from linli.appraisals.services.schemes import activate_scheme, add_assessor, choose_subjects, create_scheme
from linli.appraisals.services.year_end import close_scheme_year
from linli.appraisals.terms import AppealState, ConsequenceAction, RoundState
from linli.standards import services as standards
from linli.standards.queries import Subject
from linli.standards.terms import ScorerKind, SubjectKind
from linli.web.demo.accepting import publish_preset
from linli.web.demo.scoring import Scoring
from linli.web.demo.territory import Community, Ground
from linli.web.demo.times import first_of, moment, month_of

DECEMBER = 12
RUNNING, ANNOUNCED, WAITING = 0, -1, -2
"""The present month is being scored, the last one is announced, what follows from the one before is not decided."""


@dataclass
class Contest:
    """Carries what every step needs. people: accounts by login; workers: by community; scoring: gives the points."""

    words: Mapping[str, Any]
    ground: Ground
    people: Mapping[str, Any]
    workers: Mapping[int, Any]
    scoring: Scoring
    now: datetime

    @cached_property
    def first(self) -> int:
        """Return the month in which the contest began."""
        return 1 - int(self.words["months"])

    def hold(self) -> str:
        """Hold the contest up to the present moment, begin the one of the other subdistrict; say what there is."""
        scheme = self._begin(self.words["area"], self.first, self.communities(self.first))
        for month in range(self.first, RUNNING + 1):
            self._month(scheme, month)
        self._close_year(scheme)
        second = self.words["second"]
        self._begin(second["area"], ANNOUNCED, [self.ground.community(code) for code in second["communities"]])
        counts = (Round, Snapshot, Proposal)
        rounds, frozen, proposals = (model.objects.count() for model in counts)
        return f"{rounds} rounds of the contest, {frozen} results frozen, {proposals} consequences proposed"

    def communities(self, month: int) -> list[Community]:
        """Return the communities that take part in a month."""
        span, parted = month_of(self.now.date(), month), self.ground.parted
        codes = set(self.words["communities"])
        if parted is not None and parted.before.area.code in codes:
            codes.add(parted.new.area.code)
        return [one for one in self.ground.at(span.last) if one.area.code in codes]

    def _begin(self, code: str, month: int, communities: Sequence[Community]) -> Scheme:
        """Open a scheme that ships, with its standard, and put it into use from a month on."""
        area, since = self.ground.subdistricts[code], first_of(self.now.date(), month)
        said: dict[str, Any] = {"actor": self.people["appraiser"], "now": moment(since, -40, self.now.tzinfo)}
        preset = list_presets()[self.words["preset"]]
        papers = {name: self.words[name].format(year=since.year, area=area.name) for name in ("document", "filing")}
        papers["name"] = f"{area.name}{preset.name}"
        standard = publish_preset(preset.standard, area, since, **said)
        facts = {
            **preset.facts,
            **papers,
            "name": f"{area.name}{preset.name}",
            "standard": standard,
            "valid_from": since,
        }
        scheme = create_scheme(area=area, facts=facts, rules=preset.rules, **said)
        choose_subjects(scheme_id=scheme.pk, subjects=self._subjects(communities), **said)
        for name in self.words["assessors"]:
            add_assessor(scheme_id=scheme.pk, account=self.people[name], role=ScorerKind.OFFICE, **said)
        return activate_scheme(scheme_id=scheme.pk, **said)

    def _subjects(self, communities: Sequence[Community]) -> list[Subject]:
        return standards.ensure_subjects(kind=SubjectKind.COMMUNITY, areas=[one.area for one in communities])

    def _month(self, scheme: Scheme, month: int) -> None:
        """Hold the round of one month as far as it has come by now."""
        span, office = month_of(self.now.date(), month), self.people["appraiser"]
        begins = moment(span.first, 9, self.now.tzinfo)
        if self.ground.parted and span.first == self.ground.parted.on:
            subjects = self._subjects(self.communities(month))
            choose_subjects(scheme_id=scheme.pk, subjects=subjects, actor=office, now=begins)
        round_ = plan_round(scheme=scheme, span=span, actor=office, now=begins)
        said: dict[str, Any] = {"round_id": round_.pk, "actor": office}
        if month == self.words["skipped"]:
            lead_round(to=RoundState.SKIPPED, note=self.words["why_skipped"], **said, now=begins)
            return
        lead_round(to=RoundState.OPEN, **said, now=begins)
        self.scoring.score(round_, month, self.communities(month))
        if month < RUNNING:
            self._close(round_, month)

    def _close(self, round_: Round, month: int) -> None:
        """Hand in, check, compute and announce a round, each step by whoever may; what is older is confirmed."""
        office, counter = self.people["appraiser"], self.people["counter"]
        done = moment(round_.ends_on, 0, self.now.tzinfo)
        later = self._announced_at(done) if month == ANNOUNCED else done + timedelta(days=3, hours=10)
        said: dict[str, Any] = {"round_id": round_.pk, "now": later}
        lead_round(to=RoundState.SUBMITTED, actor=office, **said)
        lead_round(to=RoundState.CHECKED, actor=counter, **said)
        compute_round(actor=office, **said)
        round_ = lead_round(to=RoundState.ANNOUNCED, actor=office, **said)
        if month == ANNOUNCED:
            return
        self._hear(round_, month, later + timedelta(days=1))
        until = round_.appeals_until or later.date()
        over = moment(until + timedelta(days=1), 10, self.now.tzinfo)
        snapshot = confirm_round(round_id=round_.pk, actor=self.people["commander"], now=over)
        if month < WAITING:
            self._decide(snapshot, month, over + timedelta(hours=5))
            self._make_known(snapshot, over + timedelta(hours=6))

    def _announced_at(self, done: datetime) -> datetime:
        """Return when the last round was announced: yesterday, so that there is time to appeal."""
        return max(done, self.now - timedelta(days=1))

    def _hear(self, round_: Round, month: int, now: datetime) -> None:
        """Let communities appeal, and decide it."""
        for said in self.words["appeals"]:
            one = next((each for each in self.communities(month) if each.area.code == said["code"]), None)
            if said["month"] != month or one is None:
                continue
            item = self.scoring.item(round_, said["item"])
            appeal = file_appeal(
                round_id=round_.pk,
                subject_id=self._subjects([one])[0].pk,
                item_id=item.id,
                text=said["text"],
                asked_centipoints=item.max_centipoints,
                photos=self.scoring.photos(),
                actor=self.workers[one.area.pk],
                now=now,
            )
            decide_appeal(
                appeal_id=appeal.pk,
                decision=AppealState.GRANTED if said["granted"] else AppealState.REJECTED,
                text=said["decision"],
                actor=self.people["counter"],
                now=now + timedelta(hours=6),
            )

    def _decide(self, snapshot: Snapshot, month: int, now: datetime) -> None:
        """Confirm what follows from a round; some of it is waived."""
        officer = self.people["commander"]
        waived = {one["code"]: one["reason"] for one in self.words["waived"] if one["month"] == month}
        rows = Proposal.objects.filter(snapshot=snapshot).exclude(action=ConsequenceAction.HELP_PLAN)
        for one in rows.select_related("subject__area").order_by("pk"):
            reason = waived.get(one.subject.area.code)
            if reason and one.action == ConsequenceAction.YELLOW_CARD:
                waive_proposal(proposal_id=one.pk, reason=reason, actor=officer, now=now)
            else:
                confirm_proposal(proposal_id=one.pk, actor=officer, now=now)

    def _make_known(self, snapshot: Snapshot, now: datetime) -> None:
        """Publish the bulletin of a round inside."""
        text = self.words["introduction"].format(period=snapshot.period)
        officer = self.people["commander"]
        publish_result(snapshot_id=snapshot.pk, introduction=text, characters=len(text), actor=officer, now=now)

    def _close_year(self, scheme: Scheme) -> None:
        """Close the last year whose December is confirmed; its prizes are proposed."""
        today = self.now.date()
        ended = (month for month in range(WAITING, self.first, -1) if first_of(today, month).month == DECEMBER)
        month = next(ended)
        day = first_of(today, month + 2) - timedelta(days=4)
        close_scheme_year(
            scheme_id=scheme.pk,
            year=first_of(today, month).year,
            actor=self.people["commander"],
            now=min(moment(day, 10, self.now.tzinfo), self.now),
        )
