"""Pages of the territory."""

from django.urls import path

from linli.places import views

app_name = "places"
urlpatterns = [
    path("", views.tree, name="list"),
    path("outlines.geojson", views.outlines, name="outlines"),
    path("public-outlines.geojson", views.public_outlines, name="public_outlines"),
    path("new/", views.create, name="create_top"),
    path("lines/", views.lines, name="lines"),
    path("lines/import/", views.take_lines, name="take_lines"),
    path("lines/rejected.xlsx", views.rejected_lines, name="rejected_lines"),
    path("<uuid:key>/", views.area, name="area"),
    path("<uuid:key>/children/", views.children, name="children"),
    path("<uuid:key>/new/", views.create, name="create"),
    path("<uuid:key>/edit/", views.edit, name="edit"),
    path("<uuid:key>/end/", views.end, name="end"),
]
