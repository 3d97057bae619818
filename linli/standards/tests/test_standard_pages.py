import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.foundation import sheets
from linli.people.samples import appoint, make_account
from linli.places.samples import make_district
from linli.standards import services
from linli.standards.forms.item_list import list_columns, list_rows, read_items
from linli.standards.models import StandardVersion
from linli.standards.queries.standard_presets import list_presets
from linli.standards.queries.versions import facts_of
from linli.standards.samples import NOON, make_draft, make_standard
from linli.standards.terms import VersionState


@pytest.fixture
def areas(db):
    return make_district()


@pytest.fixture
def office(client, areas):
    account = make_account("office")
    appoint(account, "appraisal_office", area=areas["dongchuan"])
    client.force_login(account)
    return client


@pytest.fixture
def worker(client, areas):
    account = make_account("worker")
    appoint(account, "community_worker", area=areas["nanyuan"])
    client.force_login(account)
    return client


@pytest.fixture
def draft(areas):
    return make_draft(areas["dongchuan"])


def page(name, *args):
    return reverse(f"standards:{name}", args=args)


def item(version, code):
    return version.items.get(code=code)


def said(**changes):
    plain = {"code": "4", "name": "绿化", "kind": "points", "points": "5", "rule_kind": "manual", "scorer": "team"}
    return plain | changes


def test_who_only_sees_may_not_define(worker, draft, areas):
    published = make_standard(areas["dongchuan"], code="published")

    assert worker.get(page("standards")).status_code == 200
    assert worker.get(page("version", published.pk)).status_code == 200
    assert worker.get(page("version", draft.pk)).status_code == 404
    assert worker.get(page("standard_new")).status_code == 403
    assert worker.post(page("publish", draft.pk)).status_code == 403
    assert worker.get(page("item", item(draft, "1.1").pk)).status_code == 403


def test_what_lies_elsewhere_is_not_found(client, areas):
    account = make_account("elsewhere")
    appoint(account, "appraisal_office", area=areas["bigu"])
    client.force_login(account)
    draft = make_draft(areas["tongdu"])
    one = item(draft, "1.1").pk

    for name, key in (("version", draft.pk), ("item", one), ("item_new", draft.pk), ("items_file", draft.pk)):
        assert client.get(page(name, key)).status_code == 404
    for address in (page("item_move", one, "up"), page("item_delete", one), page("publish", draft.pk)):
        assert client.post(address).status_code == 404


def test_items_of_a_published_version_are_not_edited(office, areas):
    version = make_standard(areas["dongchuan"])
    one = item(version, "1.1").pk

    assert office.get(page("item", one)).status_code == 404
    assert office.post(page("item_delete", one)).status_code == 404
    assert office.get(page("items_import", version.pk)).status_code == 404
    assert version.items.count() == 10


def test_a_standard_begins_empty_or_from_the_house(office, areas):
    facts = {"code": "own", "name": "自定标准", "subject_kind": "community", "area": areas["dongchuan"].pk}

    empty = office.post(page("standard_new"), facts)
    taken = office.post(page("standard_new"), facts)
    opened = office.post(page("open_preset"), {"preset": "monthly-contest", "area": areas["dongchuan"].pk})

    assert empty.status_code == opened.status_code == 302
    assert "code" in taken.context["form"].errors
    assert StandardVersion.objects.get(standard__code="monthly-contest").items.count() > 10
    assert office.post(page("open_preset"), {"preset": "none", "area": areas["dongchuan"].pk}).status_code == 404
    shown = office.get(page("standard_new")).content.decode()
    assert all(preset.name in shown for preset in list_presets())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": ""}, None),
        ({"name": "系统登录次数"}, "登录"),
        ({"rule_kind": "linear"}, None),
        ({"rule_kind": "bands", "bands": "九十=5"}, "九十"),
        ({"code": "1.1"}, "1.1"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_and_nothing_is_kept(office, draft, changes, words):
    answer = office.post(page("item_new", draft.pk), said(**changes))

    assert answer.status_code == 422
    assert draft.items.count() == 10
    if words:
        assert words in answer.content.decode()


def test_an_item_is_added_changed_moved_and_taken_out(office, draft):
    added = office.post(
        f"{page('item_new', draft.pk)}?in=2",
        said(code="2.3", rule_kind="bands", bands="60=3\n80=5", below="0", needs_evidence="on"),
    )
    one = item(draft, "2.3")
    changed = office.post(
        page("item", one.pk), said(code="2.3", rule_kind="deduction", each="0.5", feed="cases.rework")
    )
    moved = office.post(page("item_move", one.pk, "up"))

    assert [answer.status_code for answer in (added, changed, moved)] == [302, 302, 302]
    one.refresh_from_db()
    assert (one.rule, one.feed, one.scorer, one.order) == ({"each": "0.5"}, "cases.rework", "system", 1)
    office.post(page("item_delete", one.pk))
    assert draft.items.count() == 10


def test_the_form_shows_what_the_rule_does(office, draft):
    address = page("item", item(draft, "1.3").pk)
    part = {"HTTP_HX_REQUEST": "true"}

    shown = office.get(address).content.decode()
    asked = office.post(address, said(rule_kind="linear", floor="60", cap="100", then="look"), **part)
    wrong = office.post(address, said(rule_kind="linear", floor="60", then="look"), **part)

    assert "77.5" in shown
    assert [scored.centipoints for scored in asked.context["examples"]] == [0, 250, 500]
    assert "<form" not in asked.content.decode()
    assert wrong.context["examples"] == []
    assert item(draft, "1.3").rule["cap"] == "95"


def test_the_facts_of_a_draft_change_and_it_is_published(office, draft):
    facts = {"document": "1号", "valid_from": "2026-07-01", "needed": "75.5", "text": "第一条\n\n<b>第二条</b>"}

    office.post(page("version_change", draft.pk), facts)
    answer = office.post(page("publish", draft.pk))

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert (draft.state, draft.pass_centipoints) == (VersionState.PUBLISHED, 75_50)
    text = office.get(page("version", draft.pk)).content.decode()
    assert "&lt;b&gt;第二条" in text
    assert draft.digest in text


def test_a_draft_that_lacks_something_is_not_published_and_it_is_said(office, draft):
    office.post(page("version_change", draft.pk), {"document": "1号"})

    answer = office.post(page("publish", draft.pk))

    assert answer.status_code == 422
    assert [reason.rule for reason in answer.context["reasons"]] == ["standards.no_day"]


def test_two_versions_are_compared(office, areas):
    first = make_standard(areas["dongchuan"])
    office.post(page("next_version", first.standard_id))
    second = StandardVersion.objects.get(number=2)
    office.post(page("item_delete", item(second, "3.2").pk))
    office.post(page("item", item(second, "1.1").pk), said(code="1.1", name="楼道整洁", points="12"))
    other = make_standard(areas["dongchuan"], code="other")

    shown = office.get(page("version_compare", second.pk, first.pk))

    changes = {change.code: change.what for change in shown.context["changes"]}
    assert changes == {"1.1": "changed", "3.2": "gone"}
    assert office.get(page("version_compare", second.pk, other.pk)).status_code == 404
    assert office.post(page("retire", first.pk)).status_code == 302
    first.refresh_from_db()
    assert first.state == VersionState.RETIRED


def test_the_list_goes_out_and_comes_back_the_same(office, draft):
    out = b"".join(office.get(page("items_file", draft.pk)).streaming_content)
    before = facts_of(draft)
    office.post(page("item_delete", item(draft, "1").pk))

    back = office.post(page("items_import", draft.pk), {"upload": SimpleUploadedFile("items.xlsx", out)})

    assert back.status_code == 302
    assert facts_of(draft) == before


@pytest.mark.parametrize("preset", [preset.code for preset in list_presets()])
def test_every_preset_survives_a_round_trip(preset):
    items = next(each.items for each in list_presets() if each.code == preset)

    book = sheets.write_xlsx(list_columns(), list_rows(items), title="items")

    assert tuple(read_items(book)) == items


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"code": "1", "name": "甲", "parent": "9", "points": "3"}, "9"),
        ({"code": "1", "name": "甲", "points": "三"}, "三"),
        ({"code": "1", "name": "甲", "points": "3", "rule": "好"}, "好"),
        ({"code": "1", "name": "甲", "points": "3", "scorer": "谁"}, "谁"),
        ({"code": "1", "name": "在线时长", "points": "3"}, "在线时长"),
    ],
)
def test_a_list_with_a_fault_changes_nothing_and_says_where(office, draft, row, words):
    book = sheets.write_xlsx(list_columns(), [row], title="items")

    answer = office.post(page("items_import", draft.pk), {"upload": SimpleUploadedFile("items.xlsx", book.read())})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert draft.items.count() == 10


def test_the_pages_need_few_queries(office, areas, django_assert_max_num_queries):
    for number in range(4):
        version = make_standard(areas["dongchuan"], code=f"standard-{number}")
    services.next_draft(standard_id=version.standard_id, actor=None, now=NOON)
    office.get(page("standards"))

    with django_assert_max_num_queries(12):
        office.get(page("standards"))
    with django_assert_max_num_queries(16):
        office.get(page("version", version.pk))
