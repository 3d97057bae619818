import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from linli.config.middleware import browser_policies, private_pages, trusted_proxies


def seen(settings, trusted, **meta):
    """Return the request as the views see it."""
    settings.TRUSTED_PROXIES = trusted
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if trusted else None
    requests = []
    trusted_proxies(lambda request: requests.append(request) or HttpResponse())(RequestFactory().get("/", **meta))
    return requests[0]


def test_a_trusted_proxy_tells_whose_request_it_is(settings):
    request = seen(
        settings,
        ["10.0.0.0/8"],
        REMOTE_ADDR="10.1.1.1",
        HTTP_X_FORWARDED_FOR="203.0.113.9, 10.2.2.2",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert request.is_secure()


def test_an_address_invented_by_the_visitor_does_not_count(settings):
    request = seen(
        settings, ["10.0.0.0/8"], REMOTE_ADDR="10.1.1.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.9, 10.2.2.2"
    )

    assert request.META["REMOTE_ADDR"] == "203.0.113.9"


@pytest.mark.parametrize("trusted", [[], ["10.0.0.0/8"]])
def test_a_stranger_is_not_believed(settings, trusted):
    request = seen(
        settings,
        trusted,
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_FORWARDED_FOR="127.0.0.1",
        HTTP_X_FORWARDED_PROTO="https",
    )

    assert request.META["REMOTE_ADDR"] == "203.0.113.9"
    assert not request.is_secure()


def test_a_broken_address_does_not_break_the_answer(settings):
    request = seen(settings, ["10.0.0.1"], REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="x")

    assert request.META["REMOTE_ADDR"] == ""


def test_a_page_made_for_somebody_is_kept_by_nobody(settings):
    page, visitor = private_pages(lambda request: HttpResponse()), RequestFactory().get("/")
    assert "Cache-Control" not in page(visitor)

    visitor.COOKIES[settings.SESSION_COOKIE_NAME] = "x"

    assert page(visitor)["Cache-Control"] == "private, no-store"


def test_a_page_that_says_itself_how_long_it_keeps_is_left_alone(settings):
    visitor = RequestFactory().get("/")
    visitor.COOKIES[settings.SESSION_COOKIE_NAME] = "x"

    answer = private_pages(lambda request: HttpResponse(headers={"Cache-Control": "max-age=60"}))(visitor)

    assert answer["Cache-Control"] == "max-age=60"


def test_pages_never_ask_for_the_microphone():
    answer = browser_policies(lambda request: HttpResponse())(RequestFactory().get("/"))

    assert "microphone=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_every_answer_carries_the_headers_that_protect_it(client):
    answer = client.get("/healthz")

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
