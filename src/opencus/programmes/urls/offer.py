"""What a version offers: services, rules, limits, fees, reliefs; and values with dates."""

from django.urls import URLPattern, path

from opencus.programmes.views import offer, offer_groups, offer_parts, offer_values

urlpatterns: list[URLPattern] = [
    path("wersje/<uuid:version_id>/uslugi/", offer.offer, name="offer"),
    path("wersje/<uuid:version_id>/uslugi/pobierz/", offer.offer_file, name="offer_file"),
    path("wersje/<uuid:version_id>/uslugi/nowa/", offer.add, name="offer_add"),
    path("wersje/<uuid:version_id>/grupy/", offer_groups.groups, name="offer_groups"),
    path("grupy/<uuid:group_id>/", offer_groups.group, name="offer_group"),
    path("grupy/<uuid:group_id>/usun/", offer_groups.group_remove, name="offer_group_remove"),
    path("uslugi/<uuid:offered_id>/", offer.service, name="offer_service"),
    path("uslugi/<uuid:offered_id>/dane/", offer.edit, name="offer_edit"),
    path("uslugi/<uuid:offered_id>/usun/", offer.remove, name="offer_remove"),
    path("uslugi/<uuid:offered_id>/cena/", offer.price, name="offer_price"),
    path("uslugi/<uuid:offered_id>/dostep/", offer_parts.access, name="offer_access"),
    path("uslugi/<uuid:offered_id>/zwiekszenie/", offer_parts.raising, name="offer_raise"),
    path("uslugi/<uuid:offered_id>/<slug:part>/nowe/", offer_parts.part, name="offer_part_new"),
    path("uslugi/<uuid:offered_id>/<slug:part>/<uuid:part_id>/", offer_parts.part, name="offer_part"),
    path("uslugi/<uuid:offered_id>/<slug:part>/<uuid:part_id>/usun/", offer_parts.part_remove, name="offer_part_remove"),
    path("tabele/", offer_values.tables, name="offer_tables"),
    path("tabele/nowa/", offer_values.table, name="offer_table_new"),
    path("tabele/<uuid:table_id>/", offer_values.table, name="offer_table"),
    path("tabele/<uuid:table_id>/kopia/", offer_values.table_copy, name="offer_table_copy"),
    path("tabele/<uuid:table_id>/usun/", offer_values.table_remove, name="offer_table_remove"),
    path("wartosci/", offer_values.values, name="offer_values"),
    path("wartosci/kryterium/", offer_values.criterion, name="offer_criterion"),
    path("wartosci/zrodlo/", offer_values.source, name="offer_source_new"),
    path("wartosci/zrodlo/<uuid:source_id>/", offer_values.source, name="offer_source"),
]
