"""Addresses of the room: identifiers only."""

from django.urls import path

from opencus.reporting.views import dry_runs, realisation

app_name = "reporting"

urlpatterns = [
    path("proby/", dry_runs.dry_runs, name="dry_runs"),
    path("proba/<uuid:version_id>/", dry_runs.dry_run, name="dry_run"),
    path("proba/wynik/<uuid:run_id>/", dry_runs.result, name="dry_run_result"),
    path("proba/wynik/<uuid:run_id>/ponownie/", dry_runs.again, name="dry_run_again"),
    path("proba/wynik/<uuid:run_id>/pobierz/", dry_runs.download, name="dry_run_download"),
    path("realizacja/<uuid:version_id>/", realisation.realisation, name="realisation"),
    path("realizacja/<uuid:version_id>/liczby/", realisation.prepare, name="realisation_prepare"),
    path("realizacja/<uuid:version_id>/ogloszenie/", realisation.publish, name="realisation_publish"),
    path("realizacja/<uuid:version_id>/pobierz/", realisation.download, name="realisation_download"),
    path("efekty/<uuid:version_id>/", realisation.effects, name="effects"),
    path("efekty/<uuid:version_id>/pobierz/", realisation.effects_export, name="effects_export"),
]
