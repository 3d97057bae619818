"""Addresses of the room."""

from django.urls import URLPattern, path

from linli.foundation.late import LateModule

books = LateModule("linli.standards.views.books")
page_books = LateModule("linli.standards.views.page_books")
entry = LateModule("linli.standards.views.entry")
indicators = LateModule("linli.standards.views.indicators")
metrics = LateModule("linli.standards.views.metrics")
sheets = LateModule("linli.standards.views.sheets")
items = LateModule("linli.standards.views.items")
standards = LateModule("linli.standards.views.standards")
plans = LateModule("linli.standards.views.plans")
selections = LateModule("linli.standards.views.selections")
targets = LateModule("linli.standards.views.targets")
acceptances = LateModule("linli.standards.views.acceptances")
bulletins = LateModule("linli.standards.views.bulletins")
findings = LateModule("linli.standards.views.findings")

app_name = "standards"
urlpatterns: list[URLPattern] = [
    # entry of figures
    path("", entry.home, name="home"),
    path("metrics/", metrics.listing, name="metrics"),
    path("metrics/list.xlsx", books.metrics_file, name="metrics_file"),
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
    path("evidence/<int:pk>.jpg", entry.picture, name="evidence"),
    path("history/<int:subject>/<int:metric>/", entry.history, name="history"),
    path("history/<int:subject>/<int:metric>/list.xlsx", page_books.history_file, name="history_file"),
    # indicators
    path("indicators/", indicators.listing, name="indicators"),
    path("indicators/list.xlsx", books.indicators_file, name="indicators_file"),
    path("indicators/new/", indicators.new, name="indicator_new"),
    path("indicators/preview", indicators.preview, name="indicator_preview"),
    path("indicators/install", indicators.install, name="indicator_install"),
    path("indicator/<slug:code>/", indicators.indicator, name="indicator"),
    path("indicator/<slug:code>/change/", indicators.change, name="indicator_change"),
    path("indicator/<slug:code>/end", indicators.end, name="indicator_end"),
    path("indicator/<slug:code>/values.xlsx", indicators.indicator_file, name="indicator_file"),
    # plans and targets
    path("plans/", plans.listing, name="plans"),
    path("plans/list.xlsx", books.plans_file, name="plans_file"),
    path("plans/new/", plans.new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/change/", plans.change, name="plan_change"),
    path("plans/<int:pk>/matrix.xlsx", plans.plan_file, name="plan_file"),
    path("plans/<int:pk>/targets.xlsx", plans.targets_file, name="targets_file"),
    path("plans/<int:plan_id>/targets/new/", targets.new, name="target_new"),
    path("targets/<int:pk>/", targets.target, name="target"),
    path("targets/<int:pk>/target.xlsx", page_books.target_file, name="target_file"),
    path("targets/<int:pk>/change/", targets.change, name="target_change"),
    path("targets/<int:pk>/copy", targets.copy, name="target_copy"),
    path("targets/<int:pk>/delete", targets.delete, name="target_delete"),
    path("targets/<int:pk>/move/<slug:way>", targets.move, name="target_move"),
    path("targets/<int:pk>/units/", targets.units, name="target_units"),
    path("targets/<int:pk>/units.xlsx", targets.units_file, name="target_units_file"),
    path("targets/<int:pk>/units/<int:subject_id>/", targets.unit, name="target_unit"),
    path("targets/<int:pk>/units/<int:subject_id>/unit.xlsx", page_books.unit_file, name="target_unit_file"),
    path("selections/", selections.selections, name="selections"),
    path("selections/list.xlsx", books.selections_file, name="selections_file"),
    path("selections/new/", selections.selection_new, name="selection_new"),
    path("selections/<int:pk>/", selections.selection, name="selection"),
    path("selections/<int:pk>/delete", selections.selection_delete, name="selection_delete"),
    path("answering/", selections.answering, name="answering"),
    path("answering/list.xlsx", books.answering_file, name="answering_file"),
    path("answering/<uuid:key>/", selections.answers, name="answers"),
    path("answering/<uuid:key>/list.xlsx", page_books.answers_file, name="answers_file"),
    # standards
    path("standards/", standards.listing, name="standards"),
    path("standards/list.xlsx", books.standards_file, name="standards_file"),
    path("standards/new/", standards.new, name="standard_new"),
    path("standards/preset", standards.open_preset, name="open_preset"),
    path("standards/<int:pk>/next", standards.next_version, name="next_version"),
    path("versions/<int:pk>/", standards.version, name="version"),
    path("versions/<int:pk>/change/", standards.change, name="version_change"),
    path("versions/<int:pk>/publish", standards.publish, name="publish"),
    path("versions/<int:pk>/retire", standards.retire, name="retire"),
    path("versions/<int:pk>/compare/<int:other>/", standards.compare, name="version_compare"),
    path("versions/<int:pk>/compare/<int:other>/list.xlsx", page_books.compare_file, name="compare_file"),
    path("versions/<int:pk>/items.xlsx", items.export, name="items_file"),
    path("versions/<int:pk>/items/import/", items.take_list, name="items_import"),
    path("versions/<int:pk>/items/new/", items.new, name="item_new"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/move/<slug:way>", items.move, name="item_move"),
    path("items/<int:pk>/delete", items.delete, name="item_delete"),
    # acceptance
    path("acceptances/", acceptances.listing, name="acceptances"),
    path("acceptances/export.xlsx", acceptances.export, name="acceptances_file"),
    path("acceptances/new/", acceptances.new, name="acceptances_new"),
    path("acceptances/bulletin/", bulletins.bulletin, name="bulletin"),
    path("acceptances/bulletin.xlsx", bulletins.bulletin_file, name="bulletin_file"),
    path("acceptances/photos/<int:pk>", findings.photo, name="finding_photo"),
    path("acceptances/photos/<int:pk>/small", findings.thumbnail, name="finding_thumbnail"),
    path("acceptances/<int:pk>/", acceptances.acceptance, name="acceptance"),
    path("acceptances/<int:pk>/both.xlsx", page_books.acceptance_file, name="acceptance_file"),
    path("acceptances/<int:pk>/team/", acceptances.team, name="team"),
    path("acceptances/<int:pk>/return", acceptances.give_back, name="return_assessment"),
    path("acceptances/<int:pk>/decide", acceptances.decide, name="decide"),
    path("acceptances/<int:pk>/self/", findings.self_assessment, name="self_assessment"),
    path("acceptances/<int:pk>/self/keep", findings.keep_own, name="keep_own"),
    path("acceptances/<int:pk>/self/submit", findings.submit, name="submit_assessment"),
    path("acceptances/<int:pk>/visit/", findings.visit, name="visit"),
    path("acceptances/<int:pk>/visit/keep", findings.keep_visit, name="keep_visit"),
    path("acceptances/<int:pk>/visit/finish", findings.finish, name="finish_visit"),
    path("findings/<int:pk>/case", findings.make_case, name="finding_case"),
]
