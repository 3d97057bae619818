"""The page that describes the interface, in the reader's language."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def page_of(client, language):
    return client.get(reverse("api:docs"), headers={"accept-language": language}).content.decode()


def test_the_description_is_told_in_the_language_of_the_page(client):
    chinese, english = page_of(client, "zh-hans"), page_of(client, "en")

    assert "受理居民反映并返回回执号" in chinese
    assert "当前环节的截止时间" in chinese
    assert "Take a resident" not in chinese
    assert "Take a resident" in english
    assert not re.search("[一-鿿]", english.split("<main")[1].split("</main>")[0])


def test_every_field_and_every_answer_is_explained(client):
    main = page_of(client, "en").split("<main")[1]

    assert not re.findall(r"<code>(\w+)</code></td><td>[^<]*</td><td>[^<]*</td><td></td>", main)
    assert not re.findall(r'<h4 class="h5"><code>\d+</code> </h4>', main)


def test_the_schema_for_machines_stays_english(client):
    schema = client.get(reverse("api:schema"), headers={"accept-language": "zh-hans"}).content.decode()

    assert not re.search("[一-鿿]", schema)
