"""Addresses of the room."""

from django.urls import path

from linli.boundaries.views import consultation, public, runs, voices

app_name = "boundaries"
urlpatterns = [
    path("plans/<int:plan_id>/runs", runs.start, name="runs"),
    path("<int:project_id>/runs", runs.start_for_project, name="project_runs"),
    path("runs/<int:run_id>/", runs.show, name="run"),
    path("runs/<int:run_id>/cancel", runs.cancel, name="cancel"),
    path("runs/<int:run_id>/keep", runs.keep, name="keep"),
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
