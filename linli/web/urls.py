"""Pages of the hall: home, the residents' page, search, settings, help."""

from django.urls import path

from linli.web.views import hall

app_name = "web"
urlpatterns = [
    path("", hall.home, name="home"),
    path("portal/", hall.portal, name="portal"),
    path("report/", hall.portal, name="report"),
    path("report/places/", hall.portal, name="report_places"),
    path("report/outlines.json", hall.portal, name="report_outlines"),
    path("receipt/<str:receipt>/", hall.portal, name="receipt"),
    path("track/", hall.portal, name="track"),
    path("track/<str:receipt>/", hall.portal, name="track"),
    path("track/<str:receipt>/rate/", hall.portal, name="rate"),
    path("track/<str:receipt>/reopen/", hall.portal, name="reopen"),
    path("track/<str:receipt>/urge/", hall.portal, name="urge"),
    path("open/", hall.portal, name="open_data"),
    path("open/<uuid:key>/", hall.portal, name="open_area"),
    path("open/<uuid:key>/cases.csv", hall.portal, name="open_area_csv"),
    path("search/", hall.search, name="search"),
    path("area/", hall.area, name="area"),
    path("settings/", hall.settings_home, name="settings"),
    path("taste/", hall.taste, name="taste"),
    path("help/", hall.help_page, name="help"),
    path("privacy/", hall.privacy, name="privacy"),
    path("healthz", hall.healthz, name="healthz"),
]
