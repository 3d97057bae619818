"""Addresses of the room."""

from django.urls import URLPattern, path

from linli.foundation.late import LateModule

appeals = LateModule("linli.appraisals.views.appeals")
calculations = LateModule("linli.appraisals.views.calculations")
home = LateModule("linli.appraisals.views.home")
round_books = LateModule("linli.appraisals.views.round_books")
rounds = LateModule("linli.appraisals.views.rounds")
scheme_parts = LateModule("linli.appraisals.views.scheme_parts")
schemes = LateModule("linli.appraisals.views.schemes")
score_books = LateModule("linli.appraisals.views.score_books")
scoring = LateModule("linli.appraisals.views.scoring")
bulletin_books = LateModule("linli.appraisals.views.bulletin_books")
bulletins = LateModule("linli.appraisals.views.bulletins")
evenness = LateModule("linli.appraisals.views.evenness")
help_plans = LateModule("linli.appraisals.views.help")
profiles = LateModule("linli.appraisals.views.profile")
proposals = LateModule("linli.appraisals.views.proposals")
ranking = LateModule("linli.appraisals.views.ranking")
revising = LateModule("linli.appraisals.views.revising")
scorecards = LateModule("linli.appraisals.views.scorecard")
verifying = LateModule("linli.appraisals.views.verifying")
years = LateModule("linli.appraisals.views.years")

app_name = "appraisals"
urlpatterns: list[URLPattern] = [
    # schemes
    path("", home.home, name="home"),
    path("schemes/", schemes.schemes, name="schemes"),
    path("schemes/export.xlsx", schemes.schemes_book, name="schemes_book"),
    path("schemes/new/", schemes.new, name="scheme_new"),
    path("schemes/new/<slug:code>/", schemes.from_preset, name="scheme_preset"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/change/", schemes.change, name="scheme_change"),
    path("schemes/<int:pk>/activate/", schemes.activate, name="scheme_activate"),
    path("schemes/<int:pk>/delete/", schemes.delete, name="scheme_delete"),
    path("schemes/<int:pk>/end/", schemes.end, name="scheme_end"),
    path("schemes/<int:pk>/subjects/", scheme_parts.subjects, name="scheme_subjects"),
    path("schemes/<int:pk>/types/", scheme_parts.types, name="scheme_types"),
    path("schemes/<int:pk>/assessors/", scheme_parts.assessors, name="scheme_assessors"),
    path("schemes/<int:pk>/assessors/<int:assessor_id>/end/", scheme_parts.end_assessor, name="assessor_end"),
    path("schemes/<int:pk>/rules/new/", scheme_parts.rule, name="rule_new"),
    path("schemes/<int:pk>/rules/<int:rule_id>/", scheme_parts.rule, name="rule"),
    path("schemes/<int:pk>/rules/<int:rule_id>/delete/", scheme_parts.delete_rule, name="rule_delete"),
    # rounds and scoring
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/export.xlsx", rounds.rounds_book, name="rounds_book"),
    path("schemes/<int:scheme_id>/plan/", rounds.plan, name="round_plan"),
    path("rounds/<int:pk>/", rounds.workbench, name="round"),
    path("rounds/<int:pk>/round.xlsx", round_books.round_book, name="round_book"),
    path("rounds/<int:pk>/lead/", rounds.lead, name="round_lead"),
    path("rounds/<int:pk>/score/", scoring.score, name="score"),
    path("rounds/<int:pk>/score/export.xlsx", score_books.score_book, name="score_book"),
    path("lines/<int:line_id>/photo/", scoring.photo, name="own_line_photo"),
    path("calculations/<int:pk>/", calculations.calculation, name="calculation"),
    path("calculations/<int:pk>/cancel/", calculations.cancel, name="calculation_cancel"),
    # appeals
    path("rounds/<int:pk>/own/<int:subject_id>/appeal/<int:item_id>/", appeals.appeal, name="appeal_new"),
    path("appeals/", appeals.appeals, name="appeals"),
    path("appeals/export.xlsx", appeals.appeals_book, name="appeals_book"),
    path("appeals/<int:pk>/", appeals.shown, name="appeal"),
    path("appeals/<int:pk>/decide/", appeals.decide, name="appeal_decide"),
    path("appeals/<int:pk>/withdraw/", appeals.withdraw, name="appeal_withdraw"),
    path("appeals/<int:pk>/photos/<int:photo_id>/", appeals.photo, name="appeal_photo"),
    path("appeals/<int:pk>/lines/<int:line_id>/photo/", appeals.line_photo, name="appeal_line_photo"),
    # results
    path("results/<int:pk>/", ranking.ranking, name="ranking"),
    path("results/<int:pk>/ranking.xlsx", ranking.ranking_book, name="ranking_book"),
    path("results/<int:pk>/verify/", verifying.verify, name="verify"),
    path("results/<int:pk>/balance/", evenness.balance, name="balance"),
    path("results/<int:pk>/balance.xlsx", evenness.balance_book, name="balance_book"),
    path("results/<int:pk>/<int:subject>/", scorecards.scorecard, name="scorecard"),
    path("results/<int:pk>/<int:subject>/correct/", revising.correct, name="correct"),
    path("results/<int:pk>/<int:subject>/scorecard.xlsx", scorecards.scorecard_book, name="scorecard_book"),
    path("rounds/<int:pk>/results/", ranking.preview, name="preview"),
    path("rounds/<int:pk>/results/ranking.xlsx", ranking.preview_book, name="preview_book"),
    path("rounds/<int:pk>/results/<int:subject>/", scorecards.scorecard_before, name="scorecard_before"),
    path(
        "rounds/<int:pk>/results/<int:subject>/scorecard.xlsx",
        scorecards.scorecard_before_book,
        name="scorecard_before_book",
    ),
    path("results/lines/<int:line_id>/photo/", scorecards.line_photo, name="line_photo"),
    path("results/<int:pk>/withheld/", proposals.withheld, name="withheld"),
    path("results/<int:pk>/withheld.xlsx", proposals.withheld_book, name="withheld_book"),
    path("profiles/", profiles.profiles, name="profiles"),
    path("profiles/export.xlsx", profiles.profiles_book, name="profiles_book"),
    path("profiles/<int:pk>/", profiles.profile, name="profile"),
    path("profiles/<int:pk>/results.xlsx", profiles.profile_book, name="profile_book"),
    path("schemes/<int:pk>/fairness/", evenness.fairness, name="fairness"),
    path("schemes/<int:pk>/fairness.xlsx", evenness.fairness_book, name="fairness_book"),
    path("schemes/<int:pk>/years/<int:year>/", years.year, name="year"),
    path("schemes/<int:pk>/years/<int:year>/year.xlsx", years.year_book, name="year_book"),
    path("schemes/<int:pk>/years/<int:year>/close/", years.close_year, name="close_year"),
    # consequences
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/export.xlsx", proposals.proposals_book, name="proposals_book"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/confirm/", proposals.confirm, name="confirm_proposal"),
    path("proposals/<int:pk>/waive/", proposals.waive, name="waive_proposal"),
    path("help/", help_plans.help_plans, name="help_plans"),
    path("help/export.xlsx", help_plans.help_book, name="help_book"),
    path("help/<int:pk>/", help_plans.help_plan, name="help_plan"),
    path("help/<int:pk>/change/", help_plans.change, name="help_change"),
    # bulletins
    path("results/<int:pk>/bulletin/", bulletins.bulletin, name="bulletin"),
    path("results/<int:pk>/bulletin.xlsx", bulletin_books.bulletin_book, name="bulletin_book"),
    path("results/<int:pk>/bulletin/publish/", bulletins.publish, name="publish"),
    path("results/<int:pk>/bulletin/withdraw/", bulletins.withdraw, name="withdraw_bulletin"),
    path("results/<int:pk>/bulletin/<slug:act>/", bulletins.turn, name="turn_bulletin"),
    path("public/<str:token>/", bulletins.public, name="public_bulletin"),
]
