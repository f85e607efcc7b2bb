"""Addresses of the room."""

from django.urls import path

from opencus.settlement.views import charges, decisions, months, own, pes

app_name = "settlement"

urlpatterns = [
    path("", months.month_list, name="list"),
    path("eksport/", months.list_export, name="list_export"),
    path("otworz/", months.open_one, name="open"),
    path("udzial-pes/", pes.report, name="pes"),
    path("udzial-pes/eksport/", pes.report_export, name="pes_export"),
    path("naleznosci/", charges.charge_list, name="charges"),
    path("naleznosci/eksport/", charges.charge_export, name="charges_export"),
    path("naleznosci/<uuid:charge_id>/pdf/", charges.charge_pdf, name="charge_pdf"),
    path("wlasne/", own.own_list, name="own"),
    path("wlasne/<uuid:contract_id>/<int:year>/<int:month>/", own.own_detail, name="own_detail"),
    path("wlasne/<uuid:contract_id>/<int:year>/<int:month>/eksport/", own.own_export, name="own_export"),
    path("<uuid:settlement_id>/", months.detail, name="detail"),
    path("<uuid:settlement_id>/eksport/", months.detail_export, name="detail_export"),
    path("<uuid:settlement_id>/pdf/", months.detail_pdf, name="detail_pdf"),
    path("<uuid:settlement_id>/porownaj/", decisions.compare, name="compare"),
    path("<uuid:settlement_id>/zloz/", decisions.submit_own_staff, name="submit"),
    path("<uuid:settlement_id>/pozycja/<uuid:line_id>/", decisions.decide_line, name="decide"),
    path("<uuid:settlement_id>/uznaj/", decisions.recognise_many, name="recognise"),
    path("<uuid:settlement_id>/zatwierdz/", decisions.check_month, name="check"),
    path("<uuid:settlement_id>/zwroc/", decisions.give_back, name="dispute"),
    path("<uuid:settlement_id>/akceptuj/", decisions.accept_month, name="accept"),
    path("<uuid:settlement_id>/zaplacone/", decisions.pay_month, name="pay"),
]
