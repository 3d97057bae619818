"""The audit log in words: names instead of numbers where the reader may know them, fields instead of JSON."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.utils import translation

from linli.foundation import audit
from linli.foundation.access import Grant
from linli.foundation.models import AuditLine
from linli.foundation.tests.conftest import NOW
from linli.foundation.wording import Fact, Wording
from linli.organisations.samples import make_organisation
from linli.people.samples import make_role
from linli.places.samples import make_district

LOG = "/manage/audit/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def facts_of(line, reader):
    return Wording([line], reader).facts(line)


@pytest.fixture
def nanyuan():
    return make_district()["nanyuan"]


@pytest.fixture
def office(nanyuan):
    return make_organisation("南苑居委会", "residents_committee", nanyuan)


def test_a_change_is_told_field_by_field_with_what_it_was(officer, nanyuan):
    before = {"name": "南苑", "households": 900, "parent": None, "kind": "111"}
    after = before | {"name": "南苑社区", "parent": nanyuan.pk}
    details = {"before": before, "after": after, "document": "街办发1号"}
    line = audit.record(actor=None, action="places.change", subject=nanyuan, at=NOW, details=details)

    facts = facts_of(line, officer("foundation.audit"))

    assert Fact("名称", "南苑社区", "南苑") in facts
    assert Fact("所属", str(nanyuan), "–") in facts
    assert Fact("依据文件", "街办发1号") in facts
    assert len(facts) == 3


def test_an_appointment_names_role_organisation_and_area(officer, office, nanyuan):
    acceptor = make_role("acceptor")
    details = {"role": "acceptor", "organisation": office.pk, "area": nanyuan.pk, "valid_to": ""}
    linjie = officer("foundation.audit")
    line = audit.record(actor=None, action="people.appoint", subject=linjie, at=NOW, details=details)

    wording = Wording([line], linjie)

    assert wording.thing(line) == "账号 林杰"
    said = {fact.new for fact in wording.facts(line)}
    assert said == {str(acceptor), str(office), str(nanyuan), "–"}


def test_a_reader_learns_no_name_outside_his_reach(monkeypatch, officer, office, nanyuan):
    reader = officer("foundation.audit")
    monkeypatch.setattr(get_user_model(), "grants", lambda self, action: (Grant(action, "zzzz", whole_area=True),))
    line = audit.record(actor=None, action="organisations.create", subject=office, at=NOW)

    assert Wording([line], reader).thing(line) == f"单位 {office.pk}"


def test_acts_and_names_of_fields_are_said_in_words(officer):
    linjie = officer("foundation.audit")
    acts = audit.record(actor=None, action="people.create_role", subject=None, at=NOW, details={"acts": ["cases.view"]})
    fields = audit.record(
        actor=None, action="people.change_account", subject=linjie, at=NOW, details={"changed": ["name", "phone"]}
    )

    assert facts_of(acts, linjie) == [Fact("权限", "查看案件")]
    assert facts_of(fields, linjie) == [Fact("改动的字段", "姓名, 手机")]


def test_answers_days_unknown_keys_and_unknown_things_are_still_told(officer):
    details = {"known": False, "strange": {"a": 1}, "on": date(2026, 11, 1)}
    line = audit.record(actor=None, action="people.sign_in_failed", subject=None, at=NOW, details=details)
    gone = AuditLine(action="old.act", subject_kind="old.thing", subject_id="7")

    facts = facts_of(line, officer("foundation.audit"))

    assert [fact.new for fact in facts] == ["否", "2026-11-01", "a: 1"]
    assert Wording([gone], None).thing(gone) == "old.thing 7"


def test_a_long_list_names_twenty_and_counts_the_rest(officer):
    line = audit.record(
        actor=None, action="people.issue_passwords", subject=None, at=NOW, details={"accounts": list(range(9000, 9050))}
    )

    (fact,) = facts_of(line, officer("foundation.audit"))

    assert "9019" in fact.new
    assert "9020" not in fact.new
    assert "30" in fact.new


def test_a_full_page_takes_few_queries_and_shows_no_codes(signed_in, office, nanyuan, django_assert_max_num_queries):
    browser = signed_in("foundation.audit")
    linjie = get_user_model().objects.get()
    for subject, action in ((linjie, "people.change_account"), (office, "organisations.change")):
        for _number in range(25):
            audit.record(actor=linjie, action=action, subject=subject, at=NOW, details={"area": nanyuan.pk})

    with django_assert_max_num_queries(20):
        text = browser.get(LOG).content.decode()

    assert "people.account 1" not in text
    assert "{&quot;" not in text
    assert f"subject=organisations.organisation+{office.pk}" in text
