"""What the bench of pages asks for: an officer's cookie, the pages with the queries each needs, how many cases."""

from typing import Any
from urllib.parse import quote

from bench.server import reply


def _paths(case: Any) -> dict[str, str]:
    """Return the pages to measure, by name; `case` gives the filters and the case page something to show."""
    from django.urls import reverse

    listing = reverse("cases:list")
    return {
        "queue": reverse("cases:queue"),
        "list": listing,
        "list all": f"{listing}?state=all",
        "filter": f"{listing}?state=all&category={case.category_id}&area={case.area.key}",
        "search common": f"{listing}?state=all&q={quote('路灯')}",
        "search rare": f"{listing}?state=all&q={quote('电动车飞线')}",
        "map page": reverse("cases:map"),
        "map data": reverse("cases:points"),
        "case page": reverse("cases:case", args=[case.pk]),
        "burning": reverse("cases:burning"),
        "area page": reverse("places:area", args=[case.area.key]),
        "area figures": reverse("cases:area", args=[case.area.key]),
    }


def _here() -> dict[str, Any]:
    """Sign a dispatcher in, choose a case and an area in his reach, count the queries of each page."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from linli.cases.models import Case
    from linli.cases.queries import visible_cases
    from linli.people.models import Account

    officer = Account.objects.get(username="commander")
    client = Client(SERVER_NAME="localhost", headers={"accept-language": "zh-hans"})
    client.force_login(officer)
    case = visible_cases(officer).filter(ended_at__isnull=False, category__isnull=False).order_by("-pk").first()
    if case is None:
        raise SystemExit("the demo holds no closed case to open")
    pages = {}
    for name, path in _paths(case).items():
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
        pages[name] = {"path": path, "queries": len(asked)}
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    return {"cookie": cookie, "pages": pages, "cases": Case.objects.count()}


if __name__ == "__main__":
    reply(_here)
