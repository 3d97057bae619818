"""Addresses of the room."""

from django.urls import path

from linli.foundation.late import LateModule

compare = LateModule("linli.boundaries.views.compare")
consultation = LateModule("linli.boundaries.views.consultation")
desk = LateModule("linli.boundaries.views.desk")
documents = LateModule("linli.boundaries.views.documents")
enforcing = LateModule("linli.boundaries.views.enforcing")
ground_files = LateModule("linli.boundaries.views.ground_files")
plans = LateModule("linli.boundaries.views.plans")
project_facts = LateModule("linli.boundaries.views.project_facts")
projects = LateModule("linli.boundaries.views.projects")
public = LateModule("linli.boundaries.views.public")
rehomings = LateModule("linli.boundaries.views.rehomings")
runs = LateModule("linli.boundaries.views.runs")
steps = LateModule("linli.boundaries.views.steps")
voices = LateModule("linli.boundaries.views.voices")
why = LateModule("linli.boundaries.views.why")
workflow = LateModule("linli.boundaries.views.workflow")

app_name = "boundaries"
urlpatterns = [
    path("", projects.listing_page, name="list"),
    path("export.xlsx", projects.export, name="export"),
    path("new/", projects.new, name="new"),
    path("new/file/", ground_files.new_from_file, name="new_from_file"),
    path("new/file/rejected.xlsx", ground_files.rejected_rows, name="rejected_rows"),
    path("<int:pk>/", projects.project, name="project"),
    path("<int:pk>/present.geojson", projects.present, name="present"),
    path("<int:pk>/change/", project_facts.change, name="change"),
    path("<int:pk>/facilities/", project_facts.facilities, name="facilities"),
    path("<int:pk>/retake/", project_facts.retake, name="retake"),
    path("plans/<int:plan_id>/", desk.desk, name="desk"),
    path("plans/<int:plan_id>/ground.json", desk.ground, name="ground"),
    path("plans/<int:plan_id>/state.json", desk.state, name="state"),
    path("plans/<int:plan_id>/edit", desk.edit, name="edit"),
    path("plans/<int:plan_id>/steps/", steps.steps, name="steps"),
    path("plans/<int:plan_id>/steps/<int:step_id>/", steps.step, name="step"),
    path("plans/<int:plan_id>/steps/<int:step_id>/rejected.xlsx", steps.rejected, name="rejected"),
    path("plans/<int:plan_id>/units.xlsx", steps.units_file, name="units_file"),
    path("plans/<int:plan_id>/import/", steps.take_list, name="import"),
    path("plans/<int:plan_id>/copy", plans.copy, name="copy"),
    path("plans/<int:plan_id>/rename", plans.rename, name="rename_plan"),
    path("plans/<int:plan_id>/put-away", plans.put_away, name="put_away"),
    path("<int:project_id>/plans", plans.new_plan, name="new_plan"),
    path("plans/<int:plan_id>/runs", runs.start, name="runs"),
    path("<int:project_id>/runs", runs.start_for_project, name="project_runs"),
    path("runs/<int:run_id>/", runs.show, name="run"),
    path("runs/<int:run_id>/cancel", runs.cancel, name="cancel"),
    path("runs/<int:run_id>/keep", runs.keep, name="keep"),
    path("<int:project_id>/compare/", compare.compare, name="compare"),
    path("plans/<int:plan_id>/why", why.why, name="why"),
    path("<int:pk>/advance/<slug:state>", workflow.advance, name="advance"),
    path("<int:pk>/preview/", enforcing.preview, name="preview"),
    path("<int:pk>/cases/", rehomings.rehomings, name="rehomings"),
    path("<int:pk>/cases/points.json", rehomings.points, name="rehoming_points"),
    path("<int:pk>/cases/<int:rehoming_id>/settle", rehomings.settle, name="settle"),
    path("<int:pk>/documents/", documents.documents, name="documents"),
    path("<int:pk>/documents/<slug:slug>.<slug:ext>", documents.document, name="document"),
    path("<int:pk>/consultation/", consultation.records, name="records"),
    path("<int:pk>/consultation/enter", consultation.enter, name="enter_record"),
    path("consultation/<int:pk>/withdraw", consultation.withdraw, name="withdraw_record"),
    path("<int:pk>/voices/", voices.voices, name="voices"),
    path("<int:pk>/voices/replies.xlsx", voices.reply_list, name="reply_list"),
    path("voices/<str:of>/<int:pk>/", voices.voice, name="voice"),
    path("voices/<str:of>/<int:pk>/moderate", voices.moderate, name="moderate"),
    path("voices/<str:of>/<int:pk>/reveal", voices.reveal, name="reveal_sender"),
    path("voices/comments/<int:pk>/reply", voices.reply, name="reply"),
    path("voices/neighbourhoods/<int:pk>/weight", voices.weigh, name="weigh"),
    path("public/said/<str:token>/", public.said, name="said"),
    path("public/<str:token>/", public.page, name="public"),
    path("public/<str:token>/ground.json", public.ground, name="public_ground"),
    path("public/<str:token>/say", public.say, name="say"),
    path("public/<str:token>/neighbourhood", public.draw, name="draw"),
]
