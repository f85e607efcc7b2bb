"""Addresses of the room: identifiers only."""

from django.urls import path

from opencus.reporting.views import dry_runs

app_name = "reporting"

urlpatterns = [
    path("proby/", dry_runs.dry_runs, name="dry_runs"),
    path("proba/<uuid:version_id>/", dry_runs.dry_run, name="dry_run"),
    path("proba/wynik/<uuid:run_id>/", dry_runs.result, name="dry_run_result"),
    path("proba/wynik/<uuid:run_id>/ponownie/", dry_runs.again, name="dry_run_again"),
    path("proba/wynik/<uuid:run_id>/pobierz/", dry_runs.download, name="dry_run_download"),
]
