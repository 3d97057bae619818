import pytest

from linli.cases.samples import make_case_district
from linli.people.samples import appoint, make_account
from linli.places.samples import make_area
from linli.places.services import end_area
from linli.standards import queries, samples, services
from linli.standards.jobs import know_new_subjects
from linli.standards.models import Subject


@pytest.fixture
def district(db):
    return make_case_district()


def test_a_subject_is_what_its_kind_says(district):
    areas = district.areas

    with pytest.raises(ValueError, match="is no community"):
        services.ensure_subjects(kind="community", areas=[areas["tongdu"]])
    with pytest.raises(ValueError, match="is no department"):
        services.ensure_subjects(kind="department", units=[district.organisations["nanyuan_committee"]])
    with pytest.raises(ValueError, match="lies nowhere"):
        services.ensure_subjects(kind="post", appointments=[appoint(make_account("nowhere"))])


def test_a_subject_is_made_once_and_comes_in_the_order_asked(district):
    areas = [district.areas[key] for key in ("longdong", "nanyuan", "shiyang")]

    first = services.ensure_subjects(kind="community", areas=areas)
    again = services.ensure_subjects(kind="community", areas=reversed(areas))

    assert [str(one) for one in first] == [area.short_name for area in areas]
    assert again == first[::-1]
    assert services.ensure_tier(kind="community") == 0
    assert Subject.objects.count() == 3


def test_every_kind_of_organisation_and_post_has_its_subjects(district):
    housing = district.organisations["housing"]
    post = appoint(make_account("secretary", name="王书记"), organisation=district.organisations["nanyuan_committee"])

    unit = services.ensure_subjects(kind="department", units=[housing])[0]
    person = services.ensure_subjects(kind="post", appointments=[post])[0]

    assert (str(unit), unit.area) == (str(housing), housing.area)
    assert str(person).startswith("王书记")
    assert person.area == district.areas["nanyuan"]
    assert services.ensure_tier(kind="department") == 1
    assert services.ensure_tier(kind="partner") == 1
    assert services.ensure_tier(kind="post") == 0


def test_what_lies_in_an_area_is_listed_and_what_ended_is_not(district):
    made = samples.make_subjects(district.areas)
    late = make_area("新村社区", "community", district.areas["tongdu"])
    services.ensure_tier(kind="community", under=district.areas["tongdu"])
    end_area(actor=None, now=samples.NOON, area_id=late.pk, on=samples.NOON.date())

    tongdu = queries.list_subjects("community", district.areas["tongdu"])

    assert list(tongdu) == [made["nanyuan"], made["shiyang"]]
    before = queries.list_subjects("community", district.areas["tongdu"], on=late.valid_from)
    assert len(before) == 3


def test_only_what_lies_in_the_scope_is_visible(district):
    made = samples.make_subjects(district.areas)
    worker, stranger = make_account("worker2"), make_account("stranger2")
    appoint(worker, "community_worker", area=district.areas["nanyuan"])

    seen = queries.visible_subjects(worker, "standards.enter")

    assert set(seen) == {made["nanyuan"], made["garden"]}
    assert list(queries.visible_subjects(worker, "standards.enter", "community")) == [made["nanyuan"]]
    assert not queries.visible_subjects(worker, "standards.check")
    assert not queries.visible_subjects(stranger, "standards.view")


def test_a_community_that_is_new_is_asked_from_the_next_night_on(district):
    samples.make_metric(now=samples.NOON)
    make_area("新村社区", "community", district.areas["tongdu"])

    know_new_subjects.call_local()

    assert Subject.objects.filter(kind="community").count() == 4
    assert services.ensure_asked() == 0
