"""Pages of the foundation: audit log, working calendar, imports."""

from django.urls import include, path

from linli.foundation.views import audit, calendar

app_name = "foundation"
urlpatterns = [
    path("imports/", include("linli.foundation.imports.urls")),
    path("audit/", audit.show_log, name="audit"),
    path("calendar/", calendar.show_this_year, name="calendar"),
    path("calendar/<int:year>/", calendar.show_year, name="calendar_year"),
    path("calendar/<int:year>/days/", calendar.set_day, name="calendar_set_day"),
    path("calendar/<int:year>/confirm/", calendar.confirm_year, name="calendar_confirm"),
    path("calendar/days/<str:day>/clear/", calendar.clear_day, name="calendar_clear_day"),
]
