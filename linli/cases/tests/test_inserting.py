"""A row inserted the short way is the row that `save` would have written."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from linli.cases import samples
from linli.cases.models import CalendarVersion, CallBack, Category, Report
from linli.cases.terms import OwnerClass
from linli.foundation.inserting import insert

pytestmark = pytest.mark.django_db


def kind(code: str, **facts) -> Category:
    """Return an unsaved kind of case."""
    given = {"name": code, "owner_class": OwnerClass.COMMUNITY, "normal_limit": "5wd", "urgent_limit": "1wd"}
    return Category(code=code, valid_from=date(2020, 1, 1), **given, **facts)


def test_the_database_gives_the_key_and_every_column_is_kept():
    row = kind("x1", closed_acts=["merge"], revisit_days=7, needs_photo=True)

    insert(row)

    kept = Category.objects.get(pk=row.pk)
    assert all(getattr(kept, field.attname) == getattr(row, field.attname) for field in Category._meta.concrete_fields)
    assert not row._state.adding


def test_a_key_that_is_given_is_used_and_never_twice():
    insert(CalendarVersion(pk=77, code="one"))

    with pytest.raises(IntegrityError), transaction.atomic():
        insert(CalendarVersion(pk=77, code="two"))
    assert CalendarVersion.objects.get(pk=77).code == "one"


def test_a_related_row_saved_meanwhile_gives_its_key():
    group = kind("x2")
    row = kind("x3", parent=group)
    insert(group)

    insert(row)

    assert Category.objects.get(pk=row.pk).parent_id == group.pk


def test_a_key_borrowed_from_a_row_saved_meanwhile_is_that_rows_key(district):
    report = samples.take(district)
    samples.take(district)
    call_back = CallBack(report=Report(pk=None))
    call_back.report.pk = report.pk + 1

    insert(call_back)

    assert CallBack.objects.get().pk == report.pk + 1


def test_a_row_changed_after_its_insert_is_updated():
    row = CalendarVersion(code="one")
    insert(row)
    row.code = "two"

    row.save()

    assert CalendarVersion.objects.get().code == "two"
