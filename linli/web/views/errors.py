"""Pages for what went wrong: what happened, what to do, who can help; never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.foundation.access import PUBLIC, requires


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    """Render one error page."""
    context = {"status": status, "title": title, "advice": advice}
    return render(request, "web/error.html", context, status=status)


@requires(PUBLIC)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _page(
        request, 400, _("The request could not be read"), _("Please go back, check what you entered and send it again.")
    )


@requires(PUBLIC)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    advice = _(
        "Your duties do not include this. "
        "Whoever appoints you (security administrator or district commander) can change that."
    )
    return _page(request, 403, _("You may not do this"), advice)


@requires(PUBLIC)
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form that came without its mark, mostly one left open for too long."""
    advice = _(
        "This form was open for too long or cookies are blocked. "
        "Go back, load the page again and send the form once more."
    )
    return _page(request, 403, _("The form has expired"), advice)


@requires(PUBLIC)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404; the same words whether a thing does not exist or is outside a person's area."""
    advice = _("The address may be wrong, or it belongs to an area outside your duties.")
    return _page(request, 404, _("There is nothing here for you"), advice)


@requires(PUBLIC)
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without the database and without the person, who may be part of the failure."""
    return HttpResponse(render_to_string("web/error_500.html"), status=500)
