"""
Views that are loaded when somebody first opens them.

A room that stands on large libraries (shapes, figures) costs every process 20 MiB as soon as its views are loaded, and
the addresses of all rooms are loaded with the first page. On one old PC most processes never open such a room.
"""

from functools import cached_property
from importlib import import_module
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class LateView:
    """A view by module and name; stands in a list of addresses like the view itself."""

    def __init__(self, module: str, name: str) -> None:
        """Take where the view is."""
        self.module, self.name = module, name

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer as the view does."""
        answer: HttpResponseBase = self.view(request, *args, **kwargs)
        return answer

    @cached_property
    def view(self) -> Any:
        """Return the view itself. Raises AttributeError where there is none of that name."""
        return getattr(import_module(self.module), self.name)

    @property
    def action(self) -> str:
        """Return the action that the view declares."""
        return str(self.view.action)

    @property
    def csrf_exempt(self) -> bool:
        """Return whether the view asks for no token."""
        return bool(getattr(self.view, "csrf_exempt", False))


class LateModule:
    """A module of views; `late.name` is the view of that name."""

    def __init__(self, module: str) -> None:
        """Take the full name of the module."""
        self._module = module

    def __getattr__(self, name: str) -> LateView:
        """Return a view of the module, not loaded yet."""
        if name.startswith("_"):
            raise AttributeError(name)
        return LateView(self._module, name)
