"""Addresses of the room."""

from django.urls import URLPattern

app_name = "standards"
urlpatterns: list[URLPattern] = [
    # entry of figures
    # indicators
    # plans and targets
    # standards
    # acceptance
]
