"""Pages of the hall: home, the residents' page, search, settings, help."""

from django.urls import path

from linli.web.views import hall
from linli.web.views.portal import open_data, report, steward, tracking

app_name = "web"
urlpatterns = [
    path("", hall.home, name="home"),
    path("portal/", hall.portal, name="portal"),
    path("report/", report.report, name="report"),
    path("report/places/", report.choose_place, name="report_places"),
    path("receipt/<str:receipt>/", report.receipt, name="receipt"),
    path("track/", tracking.find, name="track"),
    path("track/<str:receipt>/", tracking.track, name="track"),
    path("track/<str:receipt>/rate/", tracking.rate, name="rate"),
    path("track/<str:receipt>/reopen/", tracking.reopen, name="reopen"),
    path("track/<str:receipt>/urge/", tracking.urge, name="urge"),
    path("steward/<str:token>/", steward.home, name="steward"),
    path("steward/<str:token>/report/", steward.report, name="steward_report"),
    path("steward/<str:token>/cases/<int:number>/", steward.witness, name="steward_witness"),
    path("open/", open_data.areas, name="open_data"),
    path("open/<uuid:key>/", open_data.area, name="open_area"),
    path("open/<uuid:key>/cases.csv", open_data.area_csv, name="open_area_csv"),
    path("search/", hall.search, name="search"),
    path("area/", hall.area, name="area"),
    path("settings/", hall.settings_home, name="settings"),
    path("taste/", hall.taste, name="taste"),
    path("help/", hall.help_page, name="help"),
    path("privacy/", hall.privacy, name="privacy"),
    path("healthz", hall.healthz, name="healthz"),
]
