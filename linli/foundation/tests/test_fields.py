"""Fields: what goes into the database and what comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Max
from django.test.utils import isolate_apps

from linli.foundation import crypto
from linli.foundation.fields import (
    EncryptedTextField,
    MomentField,
    TermField,
    from_milliseconds,
    milliseconds,
    to_milliseconds,
)
from linli.values import Term, noop

SHANGHAI = timezone(timedelta(hours=8))


class Light(Term):
    GREEN = "green", noop("on time")
    RED = "red", noop("overdue")


@pytest.fixture
def lamp(db):
    """A model with one field of each kind, and its table."""
    with isolate_apps("linli.foundation"):

        class Lamp(models.Model):
            light = TermField(Light, default=Light.GREEN)
            at = MomentField(null=True)
            owner = EncryptedTextField(blank=True, default="")

            class Meta:
                app_label = "foundation"

        sealed = "bytea" if connection.vendor == "postgresql" else "blob"
        key = "bigserial" if connection.vendor == "postgresql" else "integer"
        with connection.cursor() as cursor:
            cursor.execute(
                f"CREATE TABLE foundation_lamp (id {key} PRIMARY KEY, light varchar(16) NOT NULL,"
                f" at bigint NULL, owner {sealed} NOT NULL)"
            )
        yield Lamp


def raw(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM foundation_lamp")
        return cursor.fetchone()[0]


def test_a_term_is_stored_as_its_code_and_comes_back_as_the_member(lamp):
    made = lamp.objects.create(light=Light.RED)

    assert raw("light") == "red"
    assert lamp.objects.get(light=Light.RED, pk=made.pk).light is Light.RED
    assert lamp.objects.filter(light__in=[Light.GREEN]).count() == 0
    assert made.get_light_display() in ("overdue", "超期")


def test_a_code_that_nobody_knows_is_not_read_silently(lamp):
    lamp.objects.bulk_create([lamp()])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE foundation_lamp SET light = 'purple'")

    with pytest.raises(ValueError, match="purple"):
        lamp.objects.get()


def test_a_form_refuses_a_term_that_is_not_offered(lamp):
    with pytest.raises(ValidationError):
        lamp(light="purple").clean_fields(exclude=["id", "at", "owner"])


def test_migrations_do_not_remember_words():
    _name, path, _args, kwargs = TermField(Light, default=Light.RED).deconstruct()

    assert path == "linli.foundation.fields.TermField"
    assert kwargs == {"default": "red", "max_length": 16}
    assert type(kwargs["default"]) is str


def test_a_moment_is_stored_in_milliseconds_and_comes_back_aware(lamp):
    lamp.objects.create(at=datetime(2026, 11, 22, 14, 30, 0, 123999, tzinfo=SHANGHAI))

    assert raw("at") == 1795329000123
    assert lamp.objects.get().at == datetime(2026, 11, 22, 6, 30, 0, 123000, tzinfo=UTC)


def test_moments_filter_sort_and_aggregate_like_dates(lamp):
    noon = datetime(2026, 11, 22, 12, tzinfo=SHANGHAI)
    lamp.objects.bulk_create([lamp(at=noon + timedelta(hours=hours)) for hours in (2, 0, 1)] + [lamp()])

    assert lamp.objects.filter(at__gte=noon, at__lt=noon + timedelta(hours=2)).count() == 2
    assert lamp.objects.filter(at__isnull=False).order_by("at").first().at == noon
    assert lamp.objects.aggregate(last=Max("at"))["last"] == noon + timedelta(hours=2)
    assert lamp.objects.filter(at=F("at")).count() == 3
    span = lamp.objects.filter(at__gt=noon).annotate(since=milliseconds("at") - to_milliseconds(noon))
    assert sorted(span.values_list("since", flat=True)) == [3_600_000, 7_200_000]


def test_moments_before_1970_are_moments_too():
    old = datetime(1949, 10, 1, 15, 0, 0, 1000, tzinfo=SHANGHAI)

    assert from_milliseconds(to_milliseconds(old)) == old


def test_a_moment_without_zone_is_refused(lamp):
    with pytest.raises(ValueError, match="time zone"):
        lamp.objects.create(at=datetime(2026, 11, 22))  # noqa: DTZ001 - that is the point


def test_an_encrypted_text_is_unreadable_in_the_table_and_plain_in_python(lamp):
    lamp.objects.create(owner="13800001234 𠮷𰻝·")

    stored = bytes(raw("owner"))
    assert b"1380000" not in stored
    assert lamp.objects.get().owner == "13800001234 𠮷𰻝·"
    assert lamp.objects.values_list("owner", flat=True).get() == "13800001234 𠮷𰻝·"


def test_no_text_is_stored_as_nothing(lamp):
    lamp.objects.create(owner="")

    assert bytes(raw("owner")) == b""
    assert lamp.objects.get().owner == ""


def test_the_same_text_is_never_sealed_the_same_way_twice():
    assert crypto.encrypt("13800001234") != crypto.encrypt("13800001234")


def test_an_altered_value_is_refused():
    sealed = bytearray(crypto.encrypt("13800001234"))
    sealed[-1] ^= 1

    with pytest.raises(crypto.UnreadableValue, match="altered"):
        crypto.decrypt(bytes(sealed))


def test_values_stay_readable_after_a_change_of_the_secret_if_the_old_one_is_kept(settings):
    sealed = crypto.encrypt("13800001234")
    old = settings.SECRET_KEY

    settings.SECRET_KEY = "another secret, long enough for a test of this kind"
    with pytest.raises(crypto.UnreadableValue, match="another secret"):
        crypto.decrypt(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert crypto.decrypt(sealed) == "13800001234"


def test_a_digest_finds_the_same_text_and_depends_on_the_secret(settings):
    digest = crypto.keyed_digest("13800001234")

    assert digest == crypto.keyed_digest("13800001234")
    assert digest != crypto.keyed_digest("13800001235")
    settings.SECRET_KEY = "another secret, long enough for a test of this kind"
    assert digest != crypto.keyed_digest("13800001234")
