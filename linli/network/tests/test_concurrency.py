"""Secretary and director one person, and who sits in several bodies of a community (001-19)."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.network import queries
from linli.network.rules import Headship, Seat, crossing, headship
from linli.network.samples import post
from linli.network.tests.conftest import TODAY

PARTY, COMMITTEE = "party_organisation", "residents_committee"
S, D = "secretary", "committee_director"


@pytest.mark.parametrize(
    ("seats", "told"),
    [
        ([], Headship.OPEN),
        ([("a", S)], Headship.OPEN),
        ([("a", D)], Headship.OPEN),
        ([("a", S), ("b", D)], Headship.TWO),
        ([("a", S), ("a", D)], Headship.ONE),
        ([("a", S), ("b", S), ("b", D)], Headship.ONE),
        ([("a", S), ("a", "committee_member")], Headship.OPEN),
    ],
)
def test_secretary_and_director_one_person(seats, told):
    assert headship([Seat(person, code, PARTY if code == S else COMMITTEE) for person, code in seats]) is told


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("xyz"))))
def test_who_crosses_sits_in_at_least_two_bodies(rows):
    told = crossing([Seat(person, "any", body) for person, body in rows])

    assert told == {person for person, _body in rows if len({body for one, body in rows if one == person}) >= 2}


@pytest.fixture
def seated(areas):
    """王秀英 is secretary and director of 南苑; one phone sits in the council there and in its compound's committee."""
    wang = post(S, areas["nanyuan"], "王秀英", phone="13800000001").holder
    post(D, areas["nanyuan"], wang)
    post("deliberation_member", areas["nanyuan"], "李强", phone="13800000002")
    post("owners_member", areas["garden"], "李强", phone="13800000002")
    post("committee_member", areas["nanyuan"], "赵敏", phone="13800000003")
    post(S, areas["longdong"], "孙伟")
    post(D, areas["longdong"], "周芳")
    return areas


def told_of(areas, key):
    (row,) = queries.concurrency_of([areas[key]], TODAY)
    crossed = {str(held[0].holder): [str(one.kind) for one in held] for held in row.crossing}
    return row.headship, crossed


@pytest.mark.django_db
def test_a_community_and_what_lies_in_it_is_told_together(seated, django_assert_num_queries):
    assert told_of(seated, "nanyuan") == (
        Headship.ONE,
        {"王秀英": ["社区党组织书记", "居委会主任"], "李强": ["议事会成员", "业委会成员"]},
    )
    assert told_of(seated, "longdong") == (Headship.TWO, {})
    assert told_of(seated, "shiyang") == (Headship.OPEN, {})
    with django_assert_num_queries(1):
        queries.concurrency_of([seated[key] for key in ("nanyuan", "longdong", "shiyang")], TODAY)


@pytest.mark.django_db
def test_the_page_and_its_workbook_say_the_same_within_the_duties(seated, dispatcher):
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(dispatcher)
    asked = {"area": seated["tongdu"].key}

    page = client.get(reverse("network:concurrency"), asked).content.decode()
    book = client.get(reverse("network:concurrency_book"), asked)

    assert "一肩挑" in page
    assert "龙洞社区" not in page
    lines = list(openpyxl.load_workbook(BytesIO(b"".join(book.streaming_content))).active.iter_rows(values_only=True))
    assert ("南苑社区", "一肩挑", "王秀英", "王秀英") in [line[:4] for line in lines]
    assert client.get(reverse("network:concurrency"), {"area": seated["bigu"].key}).status_code == 404
