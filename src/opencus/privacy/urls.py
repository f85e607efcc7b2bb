"""Addresses of the room for staff: identifiers only, never a name or a number of a person."""

from django.urls import path

from opencus.privacy.views import accessibility, clauses, person, register, requests, retention

app_name = "privacy"

urlpatterns = [
    path("", clauses.overview, name="overview"),
    path("zestaw-poczatkowy/", clauses.found, name="found"),
    path("inspektor/", clauses.contact, name="contact"),
    path("klauzule/", clauses.clauses, name="clauses"),
    path("klauzule/do-przekazania/", clauses.untold, name="untold"),
    path("klauzule/wersja/<uuid:clause_id>/pdf/", clauses.version_pdf, name="version_pdf"),
    path("klauzule/<slug:process>/", clauses.clause, name="clause"),
    path("osoba/<uuid:person_id>/", person.person, name="person"),
    path("osoba/<uuid:person_id>/klauzula/", person.give, name="give"),
    path("osoba/<uuid:person_id>/zgoda/", person.consent, name="consent"),
    path("osoba/<uuid:person_id>/ograniczenie/", person.restrict, name="restrict"),
    path("zgody/<uuid:consent_id>/cofniecie/", person.withdraw, name="withdraw"),
    path("ograniczenia/<uuid:restriction_id>/koniec/", person.lift, name="lift"),
    path("rejestr/", register.register, name="register"),
    path("rejestr/pobierz/", register.register_file, name="register_file"),
    path("rejestr/nowa/", register.activity, name="activity_new"),
    path("rejestr/<uuid:activity_id>/", register.activity, name="activity"),
    path("powierzenia/nowa/", register.agreement, name="agreement_new"),
    path("powierzenia/<uuid:agreement_id>/", register.agreement, name="agreement"),
    path("zadania/", requests.requests, name="requests"),
    path("zadania/nowe/", requests.new_request, name="request_new"),
    path("zadania/<uuid:request_id>/", requests.subject_request, name="request"),
    path("zadania/<uuid:request_id>/termin/", requests.extend, name="extend"),
    path("zadania/<uuid:request_id>/odpowiedz/", requests.answer, name="answer"),
    path("zadania/<uuid:request_id>/kopia/", requests.copy, name="copy"),
    path("przechowywanie/", retention.retention, name="retention"),
    path("przechowywanie/okres/", retention.set_class, name="set_class"),
    path("przechowywanie/lista/", retention.draw_up, name="draw_up"),
    path("brakowanie/<uuid:disposal_id>/", retention.disposal, name="disposal"),
    path("brakowanie/<uuid:disposal_id>/krok/", retention.disposal_step, name="disposal_step"),
    path("brakowanie/<uuid:disposal_id>/protokol/", retention.protocol, name="protocol"),
    path("pola/", retention.fields, name="fields"),
    path("pola/<uuid:purge_id>/wykonanie/", retention.purge, name="purge"),
    path("pola/<uuid:purge_id>/protokol/", retention.purge_protocol, name="purge_protocol"),
    path("deklaracja/", accessibility.declaration, name="declaration"),
    path("deklaracja/przeglad/", accessibility.review, name="review"),
    path("dostepnosc/", accessibility.access_requests, name="access_requests"),
    path("dostepnosc/<uuid:request_id>/", accessibility.access_request, name="access_request"),
    path("dostepnosc/<uuid:request_id>/krok/", accessibility.access_step, name="access_step"),
]
