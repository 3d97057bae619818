"""What the communities of the demo entered in two years, and the plans of several years it is held against."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from linli.standards import services
from linli.standards.models import Metric, Observation, Plan, Selection, Sheet, Subject, Target
from linli.standards.rules.entering import Entered
from linli.standards.services.metrics import Facts, create_metric
from linli.standards.services.sheets import return_sheet, save_sheet
from linli.standards.terms import SheetState, Source, SubjectKind, TargetKind
from linli.values import Span, SpanKind
from linli.web.demo.territory import Community, Ground
from linli.web.demo.times import first_of, moment, month_of

YEARS = 3
MONTHS = 24
SPREAD = 0.12
"""How far communities of one size lie apart."""


@dataclass(frozen=True)
class Figures:
    """Carries what every step needs. people: accounts by login; workers: by community; others as they say."""

    words: Mapping[str, Any]
    ground: Ground
    people: Mapping[str, Any]
    workers: Mapping[int, Any]
    random: Random
    now: datetime

    def fill(self) -> str:
        """Begin plans and metrics, write what was entered of them, and say what there is."""
        self._plans()
        self._metrics()
        self._years()
        self._months()
        self._due()
        self._milestones()
        counts = (Plan, Target, Observation)
        plans, targets, entered = (model.objects.count() for model in counts)
        return f"{plans} plans with {targets} targets, {entered} figures entered"

    @property
    def first_year(self) -> int:
        """Return the first year of which something was entered."""
        return self.now.year - YEARS + 1

    def _plans(self) -> None:
        """Begin the plans that ship, and name their key communities."""
        area, office = self.ground.area(self.words["area"]), self.people["appraiser"]
        for preset, years in self.words["plans"].items():
            begun = date(self.now.year + years, 1, 5)
            services.plan_from_preset(
                preset=preset, area=area, first_year=begun.year, actor=office, now=self._at(begun, 10)
            )
        key = [self.ground.area(code) for code in self.words["key"]]
        for selection in Selection.objects.order_by("pk"):
            is_key = selection.clause == "001-6"
            subjects = self._subjects(key) if is_key else services.ensure_subjects(kind="district", areas=[area])
            services.change_selection(
                selection_id=selection.pk,
                name=selection.name,
                clause=selection.clause,
                subjects=subjects,
                actor=office,
                now=self.now,
            )

    def _metrics(self) -> None:
        """Begin the metrics that are asked every month."""
        since = first_of(self.now.date(), 1 - MONTHS)
        for said in self.words["month"]:
            facts = Facts(said["name"], said["unit"], low=Decimal(0), max_change=said.get("max_change"))
            facts = Facts(**facts.columns() | {"help": said["help"]})
            create_metric(
                code=said["code"],
                facts=facts,
                valid_from=since,
                actor=self.people["appraiser"],
                now=self._at(since, 9),
            )

    def _years(self) -> None:
        """Write what was entered for each year; of the present one half of the communities entered something so far."""
        metrics = Metric.objects.in_bulk(field_name="code")
        observations: list[Observation] = []
        sheets: list[Sheet] = []
        for place in range(YEARS):
            span = Span.of(SpanKind.YEAR, date(self.first_year + place, 1, 1))
            day = min(span.last, self.now.date())
            told = self.ground.at(day)
            at = min(self._at(span.end + timedelta(days=8), 10), self.now)
            chosen = told[: len(told) // 2] if span.end > self.now.date() else told
            state = SheetState.OPEN if len(chosen) < len(told) else SheetState.LOCKED
            for subject, one in zip(self._subjects([one.area for one in chosen]), chosen, strict=True):
                values = self._values(one, place)
                known = {code: value for code, value in values.items() if code in metrics}
                observations += self._rows(subject, span, known, metrics, at)
                sheets.append(self._sheet(subject, span, state, at))
            district = services.ensure_subjects(kind="district", areas=[self.ground.area(self.words["area"])])[0]
            values = {code: Decimal(said[place]) for code, said in self.words["district"].items()}
            observations += self._rows(district, span, values, metrics, at)
            sheets.append(self._sheet(district, span, state, at))
        Observation.objects.bulk_create(observations, batch_size=2000)
        Sheet.objects.bulk_create(sheets)

    def _values(self, one: Community, place: int) -> dict[str, Decimal]:
        """Return what a community enters for a year, whole numbers but for areas and the like."""
        trend = self.words["trend"].get(one.area.code, [1.0] * YEARS)[place]
        own = Random(one.area.code)  # noqa: S311 - the same community is small in every year
        found: dict[str, Decimal] = {}
        for code, said in self.words["year"].items():
            own_share, size = own.random(), (one.area.households or 0) / 1000
            if "yes" in said:
                found[code] = Decimal(int(own_share <= said["yes"][place] * trend))
                continue
            if "of" in said:
                value = float(found[said["of"]]) * min(1.0, said["share"][place] * (trend * 0.3 + 0.7))
            else:
                apart = 1.0 if said.get("is_flat") else trend * (1 + SPREAD * (2 * own_share - 1))
                value = (said["base"] + said["each"] * size) * said["growth"] ** place * apart
            found[code] = Decimal(round(value))
        return found

    def _months(self) -> None:
        """Write what was entered every month: locked, of the last month handed in, of the worker's nothing yet."""
        metrics = list(Metric.objects.filter(code__in=[said["code"] for said in self.words["month"]]).order_by("pk"))
        by_code = {metric.code: metric for metric in metrics}
        observations: list[Observation] = []
        sheets: list[Sheet] = []
        for month in range(1 - MONTHS, 0):
            span = month_of(self.now.date(), month)
            told = self.ground.at(span.last)
            at = min(self._at(span.end + timedelta(days=3), 10), self.now)
            state = SheetState.SUBMITTED if month == -1 else SheetState.LOCKED
            for subject, one in zip(self._subjects([one.area for one in told]), told, strict=True):
                if month >= -2 and self._is_workers(one):
                    continue
                observations += self._rows(subject, span, self._monthly(one, span), by_code, at)
                sheets.append(self._sheet(subject, span, state, at))
        Observation.objects.bulk_create(observations, batch_size=2000)
        Sheet.objects.bulk_create(sheets)

    def _monthly(self, one: Community, span: Span) -> dict[str, Decimal]:
        """Return what a community enters for a month."""
        trend = self.words["trend"].get(one.area.code, [1.0] * YEARS)
        place = min(YEARS - 1, max(0, span.first.year - self.first_year))
        size = (one.area.households or 0) / 1000
        scale = {said["code"]: said["each"] * size * trend[place] for said in self.words["month"]}
        return {code: Decimal(round(each * self.random.uniform(0.75, 1.25))) for code, each in scale.items()}

    def _due(self) -> None:
        """Let the worker's sheet of two months ago come back with a reason; that of last month is not begun."""
        span = month_of(self.now.date(), -2)
        one = next(one for one in self.ground.communities if self._is_workers(one))
        subject, worker = self._subjects([one.area])[0], self.workers[one.area.pk]
        values = self._monthly(one, span)
        values["visits"] *= 2
        metrics = Metric.objects.in_bulk(list(values), field_name="code")
        entries = {metrics[code].pk: Entered(str(value), "已核对") for code, value in values.items()}
        at = self._at(span.end + timedelta(days=2), 16)
        saved = save_sheet(subject=subject, span=span, version=0, entries=entries, actor=worker, now=at, hand_in=True)
        return_sheet(
            sheet_id=saved.sheet.pk,
            version=saved.sheet.version,
            reason=self.words["returned"],
            actor=self.people["appraiser"],
            now=at + timedelta(days=1),
        )

    def _milestones(self) -> None:
        """Mark most milestones of the years that are over as reached, with evidence."""
        rows = Target.objects.filter(kind=TargetKind.MILESTONE, year__lt=self.now.year).order_by("pk")
        district = services.ensure_subjects(kind="district", areas=[self.ground.area(self.words["area"])])[0]
        targets = list(rows.filter(subject_kind=SubjectKind.DISTRICT))
        for number, target in enumerate(targets[: round(len(targets) * self.words["milestones"])]):
            on = target.due_on - timedelta(days=20 + number)
            services.mark_milestone(
                target_id=target.pk,
                subject_id=district.pk,
                is_done=True,
                on=on,
                evidence=self.words["evidence"][number % len(self.words["evidence"])],
                actor=self.people["appraiser"],
                now=self._at(on + timedelta(days=1), 11),
            )

    def _subjects(self, areas: Sequence[Any]) -> list[Subject]:
        return services.ensure_subjects(kind=SubjectKind.COMMUNITY, areas=areas)

    def _is_workers(self, one: Community) -> bool:
        """Tell whether a community is that of the worker whom visitors sign in as."""
        return bool(self.workers[one.area.pk] == self.people["worker"])

    def _rows(
        self,
        subject: Subject,
        span: Span,
        values: Mapping[str, Decimal],
        metrics: Mapping[str, Metric],
        at: datetime,
    ) -> Iterator[Observation]:
        """Yield observations that are not stored yet."""
        said = {"subject": subject, "period": span.code, "ends_on": span.end, "source": Source.FORM, "at": at}
        by = self.workers.get(subject.area_id, self.people["appraiser"])
        for code, value in values.items():
            yield Observation(metric=metrics[code], value=value, by=by, **said)

    def _sheet(self, subject: Subject, span: Span, state: SheetState, at: datetime) -> Sheet:
        """Return a sheet that is not stored yet."""
        by = self.people["appraiser"] if state is SheetState.LOCKED else self.workers.get(subject.area_id)
        return Sheet(subject=subject, period=span.code, ends_on=span.end, state=state, changed_by=by, changed_at=at)

    def _at(self, day: date, hour: float) -> datetime:
        return moment(day, hour, self.now.tzinfo)
