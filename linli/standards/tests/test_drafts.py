from dataclasses import replace

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from linli.foundation.models import AuditLine
from linli.people.samples import appoint, make_account
from linli.places.samples import make_district
from linli.standards import services
from linli.standards.models import StandardVersion
from linli.standards.models.frozen import thaw
from linli.standards.queries.items import items_of
from linli.standards.queries.versions import facts_of, list_standards, seal_of, visible_versions
from linli.standards.rules.items import ItemFacts, check_tree
from linli.standards.samples import NOON, make_draft, make_standard
from linli.standards.services import StandardRefused
from linli.standards.terms import ItemKind, RuleKind, ScorerKind, VersionState


@pytest.fixture
def areas(db):
    return make_district()


@pytest.fixture
def draft(areas):
    return make_draft(areas["dongchuan"])


def codes(version):
    return [item.code for item in items_of(version)]


def item(version, code):
    return version.items.get(code=code)


def rules_of(refused):
    return {reason.rule.removeprefix("standards.") for reason in refused.value.reasons}


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (ItemFacts("1.1", "再来", "1", max_centipoints=100), "item_twice"),
        (ItemFacts("9.1", "无组", "9", max_centipoints=100), "item_parent"),
        (ItemFacts("9", "在叶子下", "1.1", max_centipoints=100), "item_parent"),
        (ItemFacts("9", " ", max_centipoints=100), "item_name"),
        (ItemFacts("9", "无分"), "item_points"),
        (ItemFacts("9", "达标带分", kind=ItemKind.PASS_FAIL, max_centipoints=5), "pass_fail_points"),
        (ItemFacts("9", "组带分", kind=ItemKind.GROUP, max_centipoints=5), "group_bare"),
        (ItemFacts("9", "无源", max_centipoints=5, scorer=ScorerKind.SYSTEM), "item_feed"),
        (ItemFacts("9", "有源", max_centipoints=5, feed="cases.reported"), "item_feed"),
        (ItemFacts("9", "系统登录次数", max_centipoints=5), "negative.logins"),
        (ItemFacts("9", "数错", max_centipoints=5, rule_kind=RuleKind.LINEAR), "rule_number"),
    ],
)
def test_an_item_that_cannot_be_is_refused_with_its_rule(draft, facts, rule):
    with pytest.raises(StandardRefused) as refused:
        services.add_item(version_id=draft.pk, facts=facts, actor=None, now=NOON)

    assert rule in rules_of(refused)
    assert len(codes(draft)) == 10


@pytest.mark.parametrize(("code", "way"), [("1.1", "up"), ("3.2", "down"), ("1", "out"), ("1", "in"), ("1.2", "in")])
def test_an_item_moves_nowhere_where_there_is_no_place(draft, code, way):
    with pytest.raises(StandardRefused) as refused:
        services.move_item(item_id=item(draft, code).pk, way=way, actor=None, now=NOON)

    assert rules_of(refused) == {"no_place"}


def test_nothing_of_a_published_version_changes(areas):
    version = make_standard(areas["dongchuan"])
    one = item(version, "1.1")
    said = {"actor": None, "now": NOON}
    acts = [
        lambda: services.change_version(version_id=version.pk, text="改", **said),
        lambda: services.add_item(version_id=version.pk, facts=ItemFacts("9", "新", max_centipoints=5), **said),
        lambda: services.change_item(item_id=one.pk, facts=ItemFacts("1.1", "改", max_centipoints=5), **said),
        lambda: services.move_item(item_id=one.pk, way="down", **said),
        lambda: services.delete_item(item_id=one.pk, **said),
        lambda: services.replace_items(version_id=version.pk, items=[], **said),
        lambda: services.publish_version(version_id=version.pk, **said),
    ]

    for act in acts:
        with pytest.raises(StandardRefused) as refused:
            act()
        assert rules_of(refused) == {"frozen"}
    assert seal_of(version) == version.digest


def test_publishing_says_everything_that_is_missing(areas):
    empty = services.begin_standard(
        code="empty", name="空", subject_kind="community", area=areas["dongchuan"], actor=None, now=NOON
    )
    draft = make_draft(areas["dongchuan"])
    services.change_version(version_id=draft.pk, pass_centipoints=200_00, actor=None, now=NOON)
    services.add_item(version_id=draft.pk, facts=ItemFacts("4", "空组", kind=ItemKind.GROUP), actor=None, now=NOON)

    with pytest.raises(StandardRefused) as nothing:
        services.publish_version(version_id=empty.pk, actor=None, now=NOON)
    with pytest.raises(StandardRefused) as wrong:
        services.publish_version(version_id=draft.pk, actor=None, now=NOON)

    assert rules_of(nothing) == {"no_items", "no_day"}
    assert rules_of(wrong) == {"empty_group", "pass_out_of_reach", "no_day"}


def test_a_code_is_given_once_and_a_standard_has_one_draft(areas, draft):
    with pytest.raises(StandardRefused) as taken:
        make_draft(areas["bigu"])
    with pytest.raises(StandardRefused) as second:
        services.next_draft(standard_id=draft.standard_id, actor=None, now=NOON)

    assert rules_of(taken) == {"code_taken"}
    assert rules_of(second) == {"draft_exists"}
    with pytest.raises(IntegrityError), transaction.atomic():
        StandardVersion.objects.create(standard=draft.standard, number=7)


def test_a_group_that_holds_items_stays_a_group(draft):
    facts = ItemFacts("1", "成叶", max_centipoints=5)

    with pytest.raises(StandardRefused) as refused:
        services.change_item(item_id=item(draft, "1").pk, facts=facts, actor=None, now=NOON)

    assert rules_of(refused) == {"group_holds"}


def test_items_move_among_neighbours_into_groups_and_out(draft):
    def move(code, way):
        services.move_item(item_id=item(draft, code).pk, way=way, actor=None, now=NOON)
        return codes(draft)

    assert move("1.2", "up")[:4] == ["1", "1.2", "1.1", "1.3"]
    assert move("1", "down")[:4] == ["2", "2.1", "2.2", "1"]
    assert move("1", "in")[:5] == ["2", "2.1", "2.2", "1", "1.2"]
    assert item(draft, "1").parent.code == "2"
    assert move("2.1", "out")[-4:] == ["2.1", "3", "3.1", "3.2"]
    assert check_tree(facts_of(draft)) == ()


def test_a_group_is_taken_out_with_all_it_holds(draft):
    gone = services.delete_item(item_id=item(draft, "1").pk, actor=None, now=NOON)

    assert gone == 4
    assert codes(draft) == ["2", "2.1", "2.2", "3", "3.1", "3.2"]
    assert AuditLine.objects.filter(action="standards.change_standard").count() == 1


def test_the_next_version_begins_as_a_copy_and_the_old_one_stays(areas):
    first = make_standard(areas["dongchuan"])
    second = services.next_draft(standard_id=first.standard_id, actor=None, now=NOON)
    facts = replace(facts_of(second)[1], max_centipoints=15_00)

    services.change_item(item_id=item(second, "1.1").pk, facts=facts, actor=None, now=NOON)

    assert (second.number, second.state) == (2, VersionState.DRAFT)
    assert item(first, "1.1").max_centipoints == 10_00
    assert [replace(each, max_centipoints=0) for each in facts_of(second)] == [
        replace(each, max_centipoints=0) for each in facts_of(first)
    ]


def test_the_database_itself_refuses_to_change_what_is_published(areas):
    version = make_standard(areas["dongchuan"])
    draft = make_draft(areas["dongchuan"], code="draft")
    one, versions = item(version, "2.1"), StandardVersion.objects.filter(pk=version.pk)
    acts = [
        lambda: version.items.filter(pk=one.pk).update(name="改"),
        lambda: version.items.filter(pk=one.pk).delete(),
        lambda: item(draft, "2.1").delete() and version.items.create(code="9", name="新"),
        lambda: draft.items.filter(code="1.1").update(version=version, code="99"),
        lambda: versions.update(text="改"),
        lambda: versions.update(pass_centipoints=None),
        lambda: versions.update(state="draft"),
    ]

    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert versions.update(state="retired") == 1
    assert draft.items.filter(code="1.1").update(name="改") == 1


def test_the_seal_tells_whatever_was_changed_behind_the_back(areas):
    version = make_standard(areas["dongchuan"])
    thaw(connection)

    assert seal_of(version) == version.digest
    version.items.model.objects.filter(pk=item(version, "2.1").pk).update(rule={"each": "2", "cap": "15"})
    assert seal_of(version) != version.digest


def test_items_are_read_in_one_statement_with_sums_and_dimensions(areas, django_assert_num_queries):
    version = make_standard(areas["dongchuan"])

    with django_assert_num_queries(1):
        found = {each.code: each for each in items_of(version)}

    assert list(found) == ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "3", "3.1", "3.2"]
    assert found["1"].max_centipoints == 50_00
    assert found["2.2"].dimension == "服务居民"
    assert (found["2.2"].depth, found["2.2"].is_key) == (1, True)


def test_a_standard_is_seen_below_its_area_and_a_draft_by_those_who_define(areas):
    worker, elsewhere, office = make_account("worker"), make_account("elsewhere"), make_account("office")
    appoint(worker, "community_worker", area=areas["nanyuan"])
    appoint(elsewhere, "community_worker", area=areas["longdong"])
    appoint(office, "appraisal_office", area=areas["dongchuan"])
    make_standard(areas["dongchuan"], code="district")
    make_standard(areas["bigu"], code="street")
    make_draft(areas["dongchuan"], code="draft")

    def seen(user):
        return {version.standard.code for version in visible_versions(user)}

    assert seen(worker) == {"district"}
    assert seen(elsewhere) == {"district", "street"}
    assert seen(office) == {"district", "street", "draft"}
    assert not visible_versions(worker, "standards.define").exists()
    assert [each.code for each in list_standards(office, search="street")] == ["street"]
