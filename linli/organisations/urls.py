"""Pages of organisations."""

from django.urls import path

from linli.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.listing, name="list"),
    path("export.xlsx", views.export, name="export"),
    path("new/", views.create, name="create"),
    path("<uuid:key>/", views.detail, name="detail"),
    path("<uuid:key>/edit/", views.edit, name="edit"),
    path("<uuid:key>/end/", views.end, name="end"),
]
