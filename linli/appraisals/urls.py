"""Addresses of the room."""

from django.urls import URLPattern

app_name = "appraisals"
urlpatterns: list[URLPattern] = [
    # schemes
    # rounds and scoring
    # appeals
    # results
    # consequences
    # bulletins
]
