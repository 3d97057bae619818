"""Builds the whole demo district: ground, offices, rules, histories up to the present moment, and a split begun."""

import gc
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from linli.cases import services as case_services
from linli.cases.bulk import Book, list_kinds
from linli.cases.terms import OwnerClass
from linli.foundation import audit
from linli.web.demo.accepting import Accepting
from linli.web.demo.bodies import Bodies
from linli.web.demo.figures import Figures
from linli.web.demo.happenings import OF_ALL, WAITING, Happenings, Stage
from linli.web.demo.judging import Contest
from linli.web.demo.network import Network
from linli.web.demo.offices import Offices, Staff
from linli.web.demo.parting import Parting
from linli.web.demo.pictures import Pictures
from linli.web.demo.posts import Posts
from linli.web.demo.scoring import Scoring
from linli.web.demo.speech import Speech
from linli.web.demo.splitting import Splitting
from linli.web.demo.territory import SINCE, Builder, Ground
from linli.web.demo.times import first_of, moment
from linli.web.demo.wiping import ACTION, MARK

HERE = Path(__file__).parent
PARTS = ("district", "texts", "judging", "network")
CHAPTER = 2000
MOST_WITH_PICTURES = 10_000
MONTHS_SINCE_PARTING = -11
Say = Callable[[str], object]


@dataclass(frozen=True)
class Plan:
    """The hand-written parts."""

    district: dict[str, Any]
    texts: dict[str, Any]
    judging: dict[str, Any]
    network: dict[str, Any]


def read_plan() -> Plan:
    """Return the hand-written parts."""
    return Plan(*(tomllib.loads((HERE / f"{name}.toml").read_text("utf-8")) for name in PARTS))


def build(*, seed: int, cases: int, now: datetime, say: Say) -> Staff:
    """
    Build the demo in the empty database and return who may sign in.

    The same seed, count and moment give the same district and the same histories.
    """
    plan, random = read_plan(), Random(seed)  # noqa: S311 - made-up stories, no secret
    with transaction.atomic():
        audit.record(actor=None, action=ACTION, subject=None, at=now, note=plan.district["banner"])
        ground = Builder(plan.district, random, now).build()
        on = first_of(now.date(), MONTHS_SINCE_PARTING)
        parted = Parting(plan.district["parting"], ground, on, moment(on, 8.5, now.tzinfo)).carry_out()
        offices = Offices(plan.district, ground, random)
        staff = offices.build()
        contest = [one for one in ground.communities if one.area.code in plan.judging["contest"]["communities"]]
        Bodies(ground, Random(f"bodies {seed}"), now).build()  # noqa: S311 - as above
        Posts(plan.judging["posts"], offices, now.date()).fill([*contest, parted.new])
        _network(plan, ground, seed, now)
        categories = list_kinds(now)
        _set_rules(plan, ground, staff, categories, now)
    say(f"{len(ground.communities)} communities, {len(staff.people)} people")
    pictures = Pictures(random) if cases <= MOST_WITH_PICTURES else None
    speech = Speech(plan.texts, plan.district["words"], random)
    stage = Stage(ground, staff, speech, categories, pictures, staff.managers)
    _keep_logins(plan, staff)
    _tell(Happenings(stage, random, now), cases, say)
    _judge(plan, stage, seed, now, say)
    with transaction.atomic():
        Splitting(plan.district["split"], ground, staff.planner, now).begin(say)
    return staff


def _network(plan: Plan, ground: Ground, seed: int, now: datetime) -> None:
    """Fill the six-tier network."""
    random = Random(f"network {seed}")  # noqa: S311 - as above
    names, hardest = plan.district["words"], plan.judging["posts"]["hardest"]
    Network(plan.network, names, ground, random, now, hardest).build()


def _judge(plan: Plan, stage: Stage, seed: int, now: datetime, say: Say) -> None:
    """Hold the contest of two years, enter figures, accept communities; on what the cases tell and people found."""
    ground, staff, words = stage.ground, stage.staff, plan.judging
    office = staff.committees
    workers = {one.area.pk: staff.who("community_worker", office[one.area.code]) for one in ground.communities}
    random = Random(f"judging {seed}")  # noqa: S311 - as above
    with transaction.atomic():
        scoring = Scoring(words["contest"], stage.pictures, random, now)
        say(Contest(words["contest"], ground, staff.named, workers, scoring, now).hold())
        say(Figures(words["figures"], ground, staff.named, workers, random, now).fill())
        district, part = (ground.area(words["figures"][name]) for name in ("area", "accepted_area"))
        say(Accepting(words["acceptance"], ground, staff.named, workers, random, now).hold(part, district))


def _tell(happenings: Happenings, cases: int, say: Say) -> None:
    """
    Tell all histories, a chapter at a time, so that memory stays small.

    Python's search for cycles is held back until the end of each chapter: a third of the time went into it.
    """
    book = Book()
    waiting = min(WAITING, cases // OF_ALL)
    gc.freeze()
    gc.disable()
    try:
        for number, at in enumerate(happenings.moments(cases), 1):
            happenings.tell(book, number, at, is_waiting=number > cases - waiting)
            if number % CHAPTER == 0:
                book.write()
                gc.collect()
                say(f"{number} cases")
        book.write()
    finally:
        gc.enable()
        gc.unfreeze()


def _set_rules(plan: Plan, ground: Ground, staff: Staff, categories: dict[str, Any], now: datetime) -> None:
    """Say which department or manager answers for which kind of case, in each district."""
    for code, kind in plan.texts["kinds"].items():
        category = categories.get(code)
        if category is None:
            continue
        if category.owner_class == OwnerClass.DEPARTMENT:
            units = [(ground.districts[key], staff.departments[key, kind["unit"]]) for key in ground.districts]
        elif category.owner_class == OwnerClass.PARTNER:
            units = [(ground.subdistricts[key], staff.managers[key]) for key in ground.subdistricts]
        else:
            continue
        for area, unit in units:
            case_services.add_responsibility(
                actor=None,
                now=now,
                area=area,
                unit=unit,
                valid_from=SINCE,
                category=category,
                owner_class=category.owner_class,
                basis="演示职责清单（虚构）",
            )


def _keep_logins(plan: Plan, staff: Staff) -> None:
    """Write down who may sign in; the file also marks the installation as a demo."""
    logins = [{"username": one.username, "role": one.post, "name": one.name} for one in staff.logins]
    kept = {"password": plan.district["password"], "logins": logins}
    (settings.DATA_DIR / MARK).write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
