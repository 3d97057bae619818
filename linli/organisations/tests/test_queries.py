from datetime import date

from linli.foundation.access import Grant
from linli.organisations import queries, services
from linli.organisations.samples import make_organisation
from linli.organisations.terms import OrganisationKind
from linli.places.samples import SAMPLE_NOW


class Holder:
    """Somebody who holds the given grants for every action."""

    def __init__(self, *grants: Grant):
        self.held = grants

    def grants(self, action: str) -> tuple[Grant, ...]:
        return self.held


def names(rows) -> set[str]:
    return {row.name for row in rows}


def test_nobody_sees_an_organisation_without_a_grant(known):
    assert not queries.list_organisations(Holder()).exists()


def test_a_grant_for_one_unit_shows_that_unit_and_what_is_below(areas, known):
    office = known["tongdu_office"]
    holder = Holder(Grant("organisations.view", areas["tongdu"].path, office.path, False))

    assert names(queries.list_organisations(holder)) == {"铜都街道办事处", "南苑社区居委会", "石羊社区居委会"}


def test_a_grant_for_the_whole_area_shows_every_unit_in_it_and_none_beside(areas, known):
    holder = Holder(Grant("organisations.view", areas["tongdu"].path, "", True))

    assert names(queries.list_organisations(holder)) == {
        "铜都街道办事处",
        "南苑社区居委会",
        "石羊社区居委会",
        "桂苑物业服务公司",
    }


def test_the_list_narrows_by_kind_area_words_and_end(areas, known):
    everything = Holder(Grant("organisations.view", "", "", True))
    services.end_organisation(organisation_id=known["manager"].pk, actor=None, now=SAMPLE_NOW, on=date(2024, 6, 1))

    assert names(queries.list_organisations(everything, kind="department")) == {
        "东川区城市管理局",
        "东川区住房和城乡建设局",
    }
    assert names(queries.list_organisations(everything, area=areas["bigu"])) == {"碧谷街道办事处", "龙洞社区居委会"}
    assert names(queries.list_organisations(everything, search="城管")) == set()
    assert names(queries.list_organisations(everything, search="城市")) == {"东川区城市管理局"}
    assert names(queries.list_organisations(everything, ended=True)) == {"桂苑物业服务公司"}


def test_the_nearest_organisation_up_the_tree_answers_in_one_query(areas, known, django_assert_num_queries):
    own = make_organisation("铜都街道城管队", "department", areas["tongdu"])

    with django_assert_num_queries(1):
        found = queries.answering_for(areas["building"], OrganisationKind.DEPARTMENT)

    assert found == own
    assert queries.answering_for(areas["longdong"], "department").area == areas["dongchuan"]
    assert queries.answering_for(areas["building"], "residents_committee") == known["nanyuan_committee"]
    assert queries.answering_for(areas["kunming"], "department") is None


def test_an_ended_organisation_answers_no_more(areas, known):
    services.end_organisation(
        organisation_id=known["nanyuan_committee"].pk, actor=None, now=SAMPLE_NOW, on=date(2024, 6, 1)
    )

    assert queries.answering_for(areas["nanyuan"], "residents_committee") is None


def test_departments_come_the_nearest_first(areas, known):
    make_organisation("铜都街道城管队", "department", areas["tongdu"])

    found = [each.name for each in queries.list_departments(areas["nanyuan"])]

    assert found == ["铜都街道城管队", "东川区城市管理局", "东川区住房和城乡建设局"]


def test_members_ancestors_codes(areas, known):
    coded = make_organisation("城管一队", "department", areas["dongchuan"], known["urban_management"], code="CG01")

    assert names(queries.list_members(known["tongdu_office"])) == {"南苑社区居委会", "石羊社区居委会"}
    assert [up.name for up in queries.get_ancestors(coded)] == ["东川区社区治理指挥部", "东川区城市管理局"]
    assert queries.find_by_code(" CG01 ") == coded
    assert queries.find_by_code("") is None
    assert names(queries.list_for_area(areas["nanyuan"])) == {"南苑社区居委会"}
