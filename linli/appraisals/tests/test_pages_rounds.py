"""Pages of schemes, rounds, scoring and appeals: who comes in, what is refused, what is kept."""

import pytest
from django.urls import reverse

from linli.appraisals import samples
from linli.appraisals.models import Appeal, Result, Round, ScoreLine
from linli.appraisals.queries.scoring import task_of


def get(client, person, name, *args, **query):
    client.force_login(person)
    return client.get(reverse(f"appraisals:{name}", args=args), query)


def test_everybody_opens_the_first_page(client, contest, july):
    for person in contest.people.values():
        assert get(client, person, "home").status_code == 200


def test_pages_open(client, contest, july):
    office = contest.people["office"]
    for name, *args in (
        ("schemes",),
        ("scheme", contest.scheme.pk),
        ("scheme_new",),
        ("scheme_subjects", contest.scheme.pk),
        ("scheme_assessors", contest.scheme.pk),
        ("rounds",),
        ("round", july.pk),
        ("round_plan", contest.scheme.pk),
        ("appeals",),
        ("schemes_book",),
        ("rounds_book",),
    ):
        assert get(client, office, name, *args).status_code == 200, name
    for by in ("item", "subject"):
        assert get(client, contest.people["first_assessor"], "score", july.pk, by=by).status_code == 200
