"""Addresses of the room."""

from django.urls import path

from opencus.contracting.views import contracts, orders, own

app_name = "contracting"

urlpatterns = [
    path("rejestr/", contracts.contracts, name="contracts"),
    path("rejestr/nowa/", contracts.contract_new, name="contract_new"),
    path("rejestr/<uuid:contract_id>/", contracts.contract, name="contract"),
    path("rejestr/<uuid:contract_id>/uslugi/", contracts.add_line, name="add_line"),
    path("rejestr/<uuid:contract_id>/podpis/", contracts.sign, name="sign"),
    path("zlecenia/", orders.orders, name="orders"),
    path("zlecenia/eksport/", orders.orders_export, name="orders_export"),
    path("zlecenia/nowe/<uuid:entitlement_id>/", orders.order_new, name="order_new"),
    path("zlecenia/<uuid:order_id>/", orders.order, name="order"),
    path("zlecenia/<uuid:order_id>/pdf/", orders.order_pdf, name="order_pdf"),
    path("zlecenia/<uuid:order_id>/koniec/", orders.end, name="end"),
    path("moje-zlecenia/", own.own_orders, name="own_orders"),
    path("moje-zlecenia/<uuid:order_id>/", own.own_order, name="own_order"),
    path("moje-zlecenia/<uuid:order_id>/przyjecie/", own.accept, name="accept"),
    path("moje-zlecenia/<uuid:order_id>/odmowa/", own.decline, name="decline"),
    path("moje-zlecenia/<uuid:order_id>/pracownik/", own.name_worker, name="name_worker"),
]
