"""Addresses of the room: identifiers only, never a name or a number of a person."""

from django.urls import path

from opencus.intake.views import call, cases, decisions

app_name = "intake"

urlpatterns = [
    path("rozmowa/", call.call, name="call"),
    path("rozmowa/szukaj/", call.find, name="call_find"),
    path("rozmowa/<uuid:enquiry_id>/", call.resume, name="call_resume"),
    path("nowy/", call.call, {"channel": "desk"}, name="new"),
    path("<uuid:application_id>/zlozony/", call.done, name="call_done"),
    path("", cases.case_list, name="list"),
    path("pobierz/", cases.export, name="export"),
    path("<uuid:application_id>/", cases.detail, name="detail"),
    path("<uuid:application_id>/pdf/", cases.detail_pdf, name="detail_pdf"),
    path("<uuid:application_id>/rozpoznanie/", cases.recognise, name="recognise"),
    path("<uuid:application_id>/dokumenty/", cases.evidence_came, name="evidence_came"),
    path("usluga/<uuid:requested_id>/wycofaj/", cases.withdraw, name="withdraw_service"),
    path("decyzja/<uuid:decision_id>/", decisions.decision, name="decision"),
    path("decyzja/<uuid:decision_id>/pdf/", decisions.decision_pdf, name="decision_pdf"),
    path("decyzja/<uuid:decision_id>/podpis/", decisions.sign, name="sign"),
    path("decyzja/<uuid:decision_id>/doreczenie/", decisions.deliver, name="deliver"),
]
