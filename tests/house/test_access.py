from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from linli.foundation.access import PUBLIC, all_actions
from tests.house.source import name_of, python_files


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield where, entry.callback
        else:
            yield from views(entry, where)


def test_every_view_declares_an_action_or_says_that_it_is_public():
    silent = [where for where, view in views(get_resolver()) if not getattr(view, "action", None)]

    assert silent == []


def test_every_declared_action_is_known():
    known = {PUBLIC, *all_actions()}

    unknown = {
        where: view.action
        for where, view in views(get_resolver())
        if getattr(view, "action", None) and not set(str(view.action).split("|")) <= known
    }

    assert unknown == {}


def test_every_action_begins_with_the_name_of_its_room():
    rooms = {
        "foundation",
        "places",
        "organisations",
        "people",
        "network",
        "cases",
        "boundaries",
        "standards",
        "appraisals",
        "api",
        "web",
    }

    assert [action for action in all_actions() if action.partition(".")[0] not in rooms] == []


def test_the_walk_meets_the_pages_of_every_room():
    prefixes = {where.partition("/")[0] for where, _ in views(get_resolver())}

    assert {"api", "manage", "people", "cases", "places"} <= prefixes


def test_pages_that_answer_get_answer_head_too():
    views = [path for path in python_files("views", "pages", "imports") if "require_" in path.read_text("utf-8")]

    assert [name_of(path) for path in views if "require_" + "GET" in path.read_text("utf-8")] == []
