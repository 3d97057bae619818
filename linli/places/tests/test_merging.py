"""A newer list as proposals: decided, applied whole with what they rest on, undone exactly."""

import io
from datetime import date

import pytest

from linli.foundation import sheets
from linli.foundation.models import AuditLine
from linli.places import queries, services
from linli.places.models import Area, AreaVersion, ListMerge, MergeProposal, Succession
from linli.places.samples import SAMPLE_NOW, make_area
from linli.places.services import AreaRefused
from linli.places.terms import MergeState, ProposalKind, SuccessionKind, Verdict

from . import lists

pytestmark = pytest.mark.django_db
OLD, NEW = date(2019, 10, 31), date(2023, 6, 30)
NAMES = {"590101003": "溪北街道"}
AFTER = [
    ("590101001001", "桂花社区居民委员会", "居委会"),
    ("590101003001", "松园社区居民委员会", "居委会"),
    ("590101003002", "河岸社区居民委员会", "居委会"),
    ("590101003003", "新港社区居民委员会", "居委会"),
    ("590101100200", "柳桥村村民委员会", "村委会"),
    ("590102001001", "望江社区居民委员会", "居委会"),
    ("590102001002", "铁路家属院家委会", "家委会"),
]
FACTS = (
    "pk",
    "path",
    "parent",
    "code",
    "name",
    "short_name",
    "kind",
    "households",
    "valid_from",
    "valid_to",
    "listed_on",
)


def bring_in(rows, as_of):
    content = io.BytesIO(lists.csv_text(rows).encode())
    return services.import_areas(sheets.read(content).rows, actor=None, now=SAMPLE_NOW, as_of=as_of)


def after_rows():
    above = {**lists.ABOVE, "590101003": ("溪北街道", *lists.ABOVE["590101001"][1:])}
    return [[code, name, kind, code[:9], above[code[:9]][0], *above[code[:9]][1:]] for code, name, kind in AFTER]


def decide(merge, verdict=Verdict.CONFIRMED, **which):
    rows = MergeProposal.objects.filter(**which)
    facts = {"actor": None, "now": SAMPLE_NOW}
    return services.decide_proposals(merge_id=merge.pk, proposals=rows, verdict=verdict, **facts)


def apply(merge, **facts):
    return services.apply_merge(merge_id=merge.pk, actor=None, now=SAMPLE_NOW, **facts)


def state():
    versions = ("pk", "area", "parent", "code", "name", "valid_from", "valid_to", "end_document")
    return [
        *Area.objects.order_by("pk").values_list(*FACTS),
        *AreaVersion.objects.order_by("pk").values_list(*versions),
        *Succession.objects.order_by("pk").values_list("predecessor", "successor", "kind", "share", "on"),
    ]


@pytest.fixture
def merge(db) -> ListMerge:
    """溪北街道 was cut out of 云溪街道, 桥头 is gone, endings changed."""
    bring_in(lists.rows_of(), OLD)
    return bring_in(after_rows(), NEW).merge


def test_what_belongs_together_is_one_group_with_a_sentence(merge):
    group = merge.groups.order_by("number").first()

    assert group.reason["params"] == {"place": "溪北街道", "origin": "云溪街道", "units": 2}
    kinds = list(group.proposals.order_by("code").values_list("code", "kind"))
    assert kinds == [
        ("590101003", ProposalKind.SPLIT),
        ("590101003001", ProposalKind.MOVED),
        ("590101003002", ProposalKind.MOVED),
        ("590101003003", ProposalKind.CREATED),
    ]
    assert merge.proposals.get(code="590101003001").kinds == ["moved", "recoded", "suffix"]


def test_applying_writes_versions_successions_and_one_line_of_the_log(merge):
    decide(merge)
    lines = AuditLine.objects.count()

    done = apply(merge, document="云政〔2023〕1号")

    assert (done.waiting, done.undecided, AuditLine.objects.count()) == ([], 0, lines + 1)
    moved = queries.find_by_code("590101003001")
    assert [row.code for row in moved.versions.order_by("valid_from")] == ["590101001002", "590101003001"]
    assert queries.get_version_on(moved, OLD).parent.name == "云溪街道"
    rows = Succession.objects.filter(predecessor=moved, successor=moved)
    assert {row.kind for row in rows} == {SuccessionKind.MOVE, SuccessionKind.RECODE}
    cut = Succession.objects.get(kind=SuccessionKind.SPLIT)
    assert (cut.predecessor.code, cut.successor.code) == ("590101001", "590101003")
    assert cut.share == pytest.approx(2 / 3)
    gone = Area.objects.get(code="590101100001")
    assert (gone.valid_to, gone.successions.get().kind) == (NEW, SuccessionKind.ABOLISH)
    assert not Succession.objects.filter(kind=SuccessionKind.RENAME).exists()


def test_a_move_waits_for_the_subdistrict_it_goes_to(merge):
    decide(merge, code="590101003001")
    before = state()

    done = apply(merge)

    assert [(each.code, why.rule) for each, why in done.waiting] == [("590101003001", "places.merge.parent")]
    assert state() == before
    decide(merge, code="590101003")
    assert apply(merge).waiting == []
    merge.refresh_from_db()
    assert (merge.state, queries.find_by_code("590101003001").name) == (MergeState.PARTLY, "松园社区居民委员会")


def test_an_area_with_compounds_ends_only_with_a_successor_for_them(merge):
    bridge = queries.find_by_code("590101100001")
    garden = make_area("桥头小区", "compound", bridge)
    decide(merge)

    (waiting,) = apply(merge).waiting

    assert waiting[1].rule == "places.merge.holds"
    proposal = merge.proposals.get(area=bridge)
    heirs = [("590101100200", 1.0)]
    services.correct_heirs(proposal_id=proposal.pk, heirs=heirs, actor=None, now=SAMPLE_NOW)
    assert apply(merge).waiting == []
    garden.refresh_from_db()
    assert garden.parent.code == "590101100200"
    assert bridge.successions.get().kind == SuccessionKind.MERGE


def test_a_preview_says_the_same_and_leaves_nothing(merge):
    decide(merge)
    before = state()

    dry = apply(merge, dry_run=True)

    assert state() == before
    assert dry.applied == apply(merge).applied


def test_undoing_brings_back_exactly_what_was_in_force(db):
    bring_in(lists.rows_of(), OLD)
    make_area("松园小区", "compound", queries.find_by_code("590101001002"))
    before = state()
    merge = bring_in(after_rows(), NEW).merge
    decide(merge)
    apply(merge)
    assert state() != before

    services.undo_merge(merge_id=merge.pk, actor=None, now=SAMPLE_NOW)

    assert state() == before
    merge.refresh_from_db()
    assert merge.state == MergeState.UNDONE
    with pytest.raises(AreaRefused):
        apply(merge)


def test_undoing_is_refused_while_something_newer_builds_on_it(merge):
    decide(merge)
    apply(merge)
    harbour = queries.find_by_code("590101003003")
    services.change_area(area_id=harbour.pk, actor=None, now=SAMPLE_NOW, on=date(2024, 1, 1), name="新港湾社区")
    before = state()

    with pytest.raises(AreaRefused, match="新港湾社区"):
        services.undo_merge(merge_id=merge.pk, actor=None, now=SAMPLE_NOW)

    assert state() == before


def test_codes_can_pass_in_a_ring(db):
    bring_in(lists.rows_of(), OLD)
    ring = {"590101001001": "590101001002", "590101001002": "590101001003", "590101001003": "590101001001"}
    rows = [[ring.get(row[0], row[0]), *row[1:]] for row in lists.rows_of()]
    merge = bring_in(rows, NEW).merge

    assert set(merge.proposals.values_list("kind", flat=True)) == {ProposalKind.RECODED}
    decide(merge)
    assert apply(merge).waiting == []
    assert queries.find_by_code("590101001002", NEW).name == "桂花社区居委会"


def test_a_person_joins_and_parts_what_the_comparison_did_not_see(db):
    bring_in(lists.rows_of(), OLD)
    rows = [row for row in lists.rows_of() if row[0] != "590101001003"]
    rows.append(["590101001004", "星光社区居委会", *rows[0][2:]])
    merge = bring_in(rows, NEW).merge
    ends = merge.proposals.get(code="")

    joined = services.join_proposals(proposal_id=ends.pk, code="590101001004", actor=None, now=SAMPLE_NOW)

    assert (joined.kinds, merge.proposals.count()) == (["renamed", "recoded"], 1)
    services.part_proposal(proposal_id=joined.pk, actor=None, now=SAMPLE_NOW)
    assert sorted(merge.proposals.values_list("kind", flat=True)) == ["abolished", "created"]
    assert apply(merge).waiting == []
    assert queries.find_by_code("590101001004").valid_from == NEW


@pytest.mark.parametrize("heirs", [[("590101999001", 1.0)], [("590101100200", 0.7), ("590101001001", 0.7)]])
def test_a_successor_that_will_not_exist_or_shares_beyond_the_whole_are_refused(merge, heirs):
    proposal = merge.proposals.get(area__code="590101100001")

    with pytest.raises(AreaRefused):
        services.correct_heirs(proposal_id=proposal.pk, heirs=heirs, actor=None, now=SAMPLE_NOW)


def test_rejected_and_postponed_proposals_change_nothing(merge):
    before = state()
    decide(merge, Verdict.REJECTED, kind=ProposalKind.ABOLISHED)
    decide(merge, Verdict.POSTPONED, kind=ProposalKind.SUFFIX)

    done = apply(merge)

    assert (done.applied, state()) == ({}, before)


def test_the_list_compared_again_replaces_what_nobody_decided_yet_but_never_a_decision(merge):
    again = bring_in(after_rows(), NEW).merge

    assert list(ListMerge.objects.all()) == [again]
    decide(again, verdict=Verdict.POSTPONED)
    third = bring_in(after_rows(), NEW).merge
    assert list(ListMerge.objects.order_by("pk")) == [again, third]
