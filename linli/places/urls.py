"""Pages of the territory. What computes shapes is loaded when it is first asked for."""

from django.urls import URLPattern, path

from linli.foundation.late import LateModule
from linli.places.views import area, asof, buildings, exporting, ground, lines, maps, merging, tree

app_name = "places"
drawing = LateModule("linli.places.views.drawing")
topology = LateModule("linli.places.views.topology")

tree_urls: list[URLPattern] = [
    path("", tree.tree, name="list"),
    path("<uuid:key>/children/", tree.children, name="children"),
]
map_urls: list[URLPattern] = [
    path("outlines.geojson", maps.outlines, name="outlines"),
    path("public-outlines.geojson", maps.public_outlines, name="public_outlines"),
]
line_urls: list[URLPattern] = [
    path("lines/", lines.lines, name="lines"),
    path("lines/import/", lines.take_lines, name="take_lines"),
    path("lines/rejected.xlsx", lines.rejected_lines, name="rejected_lines"),
]
area_urls: list[URLPattern] = [
    path("new/", area.create, name="create_top"),
    path("<uuid:key>/", area.area, name="area"),
    path("<uuid:key>/new/", area.create, name="create"),
    path("<uuid:key>/edit/", area.edit, name="edit"),
    path("<uuid:key>/end/", area.end, name="end"),
]
merging_urls: list[URLPattern] = [
    path("merges/", merging.merges, name="merges"),
    path("merges/<int:merge_id>/", merging.merge, name="merge"),
    path("merges/<int:merge_id>/decide/", merging.decide, name="merge_decide"),
    path("merges/<int:merge_id>/apply/", merging.apply, name="merge_apply"),
    path("merges/<int:merge_id>/undo/", merging.undo, name="merge_undo"),
    path("merges/<int:merge_id>/rejected.xlsx", merging.rejected, name="merge_rejected"),
    path("merges/<int:merge_id>/proposals.xlsx", merging.export, name="merge_export"),
    path("merges/proposals/<int:proposal_id>/", merging.proposal, name="merge_proposal"),
]
building_urls: list[URLPattern] = [
    path("<uuid:key>/buildings/", buildings.buildings, name="buildings"),
    path("<uuid:key>/buildings/new/", buildings.create, name="building_new"),
    path("<uuid:key>/buildings.xlsx", buildings.book, name="buildings_book"),
    path("<uuid:key>/grid.xlsx", buildings.grid_book, name="grid_book"),
    path("<uuid:key>/building/", buildings.edit, name="building_edit"),
    path("<uuid:key>/map/", ground.ground, name="ground"),
    path("<uuid:key>/map/data.json", ground.ground_data, name="ground_data"),
    path("imports/<int:run_id>/shapes.json", ground.import_preview, name="import_preview"),
]
drawing_urls: list[URLPattern] = [
    path("<uuid:key>/outline/", drawing.draw, name="draw"),
    path("<uuid:key>/outline/ground.json", drawing.draw_ground, name="draw_ground"),
    path("<uuid:key>/derived.geojson", drawing.derived, name="derived"),
    path("<uuid:key>/topology/", topology.topology, name="topology"),
    path("<uuid:key>/topology/shapes.json", topology.topology_map, name="topology_map"),
    path("<uuid:key>/topology/mend/", topology.mend, name="mend"),
]
history_urls: list[URLPattern] = [
    path("export.xlsx", exporting.export, name="export"),
    path("<uuid:key>/outline.geojson", asof.outline, name="outline_on"),
    path("<uuid:key>/life.xlsx", exporting.life, name="life"),
]

urlpatterns = [
    *tree_urls,
    *map_urls,
    *line_urls,
    *merging_urls,
    *building_urls,
    *drawing_urls,
    *history_urls,
    *area_urls,
]
