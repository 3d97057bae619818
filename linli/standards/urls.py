"""Addresses of the room."""

from django.urls import URLPattern, path

from linli.foundation.late import LateModule

entry = LateModule("linli.standards.views.entry")
metrics = LateModule("linli.standards.views.metrics")
sheets = LateModule("linli.standards.views.sheets")
items = LateModule("linli.standards.views.items")
standards = LateModule("linli.standards.views.standards")

app_name = "standards"
urlpatterns: list[URLPattern] = [
    # entry of figures
    path("", entry.home, name="home"),
    path("metrics/", metrics.listing, name="metrics"),
    path("metrics/new/", metrics.new, name="metric_new"),
    path("metrics/<int:pk>/", metrics.metric, name="metric"),
    path("metrics/<int:pk>/change", metrics.change, name="metric_change"),
    path("metrics/<int:pk>/end", metrics.end, name="metric_end"),
    path("sheets/", sheets.matrix, name="sheets"),
    path("sheets/lock", sheets.lock, name="lock_sheets"),
    path("sheets/form.xlsx", sheets.form_book, name="entry_form"),
    path("sheets/missing.xlsx", sheets.missing_book, name="missing"),
    path("entry/<int:subject>/<str:period>/", entry.show, name="entry"),
    path("entry/<int:subject>/<str:period>/save", entry.save, name="save_sheet"),
    path("entry/<int:subject>/<str:period>/return", entry.give_back, name="return_sheet"),
    path("entry/<int:subject>/<str:period>/correct/<int:metric>", entry.correct, name="correct"),
    path("history/<int:subject>/<int:metric>/", entry.history, name="history"),
    # indicators
    # plans and targets
    # standards
    path("standards/", standards.listing, name="standards"),
    path("standards/new/", standards.new, name="standard_new"),
    path("standards/preset", standards.open_preset, name="open_preset"),
    path("standards/<int:pk>/next", standards.next_version, name="next_version"),
    path("versions/<int:pk>/", standards.version, name="version"),
    path("versions/<int:pk>/change/", standards.change, name="version_change"),
    path("versions/<int:pk>/publish", standards.publish, name="publish"),
    path("versions/<int:pk>/retire", standards.retire, name="retire"),
    path("versions/<int:pk>/compare/<int:other>/", standards.compare, name="version_compare"),
    path("versions/<int:pk>/items.xlsx", items.export, name="items_file"),
    path("versions/<int:pk>/items/import/", items.take_list, name="items_import"),
    path("versions/<int:pk>/items/new/", items.new, name="item_new"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/move/<slug:way>", items.move, name="item_move"),
    path("items/<int:pk>/delete", items.delete, name="item_delete"),
    # acceptance
]
