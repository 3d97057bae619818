"""Pages of organisations."""

from django.urls import path

from linli.organisations.views import register, ties

app_name = "organisations"
urlpatterns = [
    path("", register.listing, name="list"),
    path("export.xlsx", register.export, name="export"),
    path("new/", register.create, name="create"),
    path("taking-part.xlsx", ties.export_ties, name="export_ties"),
    path("areas/<uuid:key>/", ties.bodies, name="bodies"),
    path("areas/<uuid:key>/zones.json", ties.ground, name="zones"),
    path("seats/<int:number>/end/", ties.leave, name="leave"),
    path("pairings/<int:number>/end/", ties.unpair, name="unpair"),
    path("<uuid:key>/", register.detail, name="detail"),
    path("<uuid:key>/edit/", register.edit, name="edit"),
    path("<uuid:key>/end/", register.end, name="end"),
    path("<uuid:key>/join/", ties.join, name="join"),
    path("<uuid:key>/pair/", ties.pair, name="pair"),
    path("<uuid:key>/members/", ties.members, name="members"),
]
