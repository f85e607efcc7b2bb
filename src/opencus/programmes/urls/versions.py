"""Versions of a programme, from draft to resolution."""

from django.urls import URLPattern, path

from opencus.programmes.views import version_contents, versions

urlpatterns: list[URLPattern] = [
    path("wersje/", versions.version_list, name="versions"),
    path("wersje/pobierz/", versions.version_file, name="version_file"),
    path("nowy/", versions.version_new, name="version_new"),
    path("wersje/<uuid:version_id>/", versions.version, name="version"),
    path("wersje/<uuid:version_id>/zmiana/", versions.version_amend, name="version_amend"),
    path("wersje/<uuid:version_id>/krok/<slug:step>/", versions.version_step, name="version_step"),
    path("wersje/<uuid:version_id>/zalacznik/", versions.version_pdf, name="version_pdf"),
    path("wersje/<uuid:version_id>/roznice/", version_contents.version_differences, name="version_differences"),
    path("wersje/<uuid:version_id>/tekst/", version_contents.version_text, name="version_text"),
    path("wersje/<uuid:version_id>/dane/", version_contents.version_data, name="version_data"),
    path("wersje/<uuid:version_id>/tresc/<slug:section>/", version_contents.version_section, name="version_section"),
    path("wersje/<uuid:version_id>/tresc/<slug:section>/<uuid:part_id>/", version_contents.version_part, name="version_part"),
    path("wersje/<uuid:version_id>/tresc/<slug:section>/<uuid:part_id>/usun/", version_contents.version_part_remove, name="version_part_remove"),
    path("mierniki/<uuid:measure_id>/", version_contents.version_reading, name="version_reading"),
]
