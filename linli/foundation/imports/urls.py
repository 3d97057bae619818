"""Addresses of the imports, below the foundation's own."""

from django.urls import path

from linli.foundation.imports import views

urlpatterns = [
    path("", views.list_imports, name="imports"),
    path("new/<slug:kind>/", views.start, name="import_start"),
    path("new/<slug:kind>/template.xlsx", views.template, name="import_template"),
    path("<int:run_id>/", views.show, name="import"),
    path("<int:run_id>/progress/", views.progress, name="import_progress"),
    path("<int:run_id>/apply/", views.apply, name="import_apply"),
    path("<int:run_id>/recheck/", views.recheck, name="import_recheck"),
    path("<int:run_id>/cancel/", views.cancel, name="import_cancel"),
    path("<int:run_id>/rejected.xlsx", views.rejected, name="import_rejected"),
]
