"""Pages of the room: my work, lists and map, one case and its acts, figures, catalogue."""

from django.urls import path

from linli.cases.views import (
    acts,
    bulk,
    case,
    catalogue,
    export,
    figures,
    intake,
    left,
    lists,
    maps,
    revisits,
    saved,
    years,
)

app_name = "cases"
urlpatterns = [
    path("", lists.cases, name="list"),
    path("queue/", lists.queue, name="queue"),
    path("revisits/", revisits.revisits, name="revisits"),
    path("left/", left.left, name="left"),
    path("map/", maps.cases_map, name="map"),
    path("points.json", maps.points, name="points"),
    path("outlines.json", maps.outlines, name="outlines"),
    path("new/", intake.new, name="new"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("export.xlsx", export.export, name="export"),
    path("burning/", figures.burning, name="burning"),
    path("area/<uuid:key>/", figures.area, name="area"),
    path("area/<uuid:key>/years/", years.years, name="years"),
    path("area/<uuid:key>/years.xlsx", years.years_book, name="years_book"),
    path("views/", saved.save_view, name="save_view"),
    path("views/<int:view_id>/drop/", saved.drop_view, name="drop_view"),
    path("categories/", catalogue.categories, name="categories"),
    path("categories/new/", catalogue.new_category, name="new_category"),
    path("categories/<int:category_id>/", catalogue.category, name="category"),
    path("categories/<int:category_id>/end/", catalogue.end_category, name="end_category"),
    path("responsibilities/", catalogue.responsibilities, name="responsibilities"),
    path("responsibilities/<int:rule_id>/end/", catalogue.end_responsibility, name="end_responsibility"),
    path("<int:case_id>/", case.case, name="case"),
    path("<int:case_id>/act/<str:code>/", acts.act, name="act"),
    path("<int:case_id>/evidence/<int:evidence_id>/", case.evidence, name="evidence"),
    path("<int:case_id>/thumbnail/<int:evidence_id>/", case.thumbnail, name="thumbnail"),
    path("<int:case_id>/reports/<int:report_id>/contact/", case.reveal, name="reveal"),
]
