"""Addresses of the room."""

from django.urls import path

from opencus.desk.views import duties, guards, home, institution, journal, person, roles, search, watch

app_name = "desk"

urlpatterns = [
    path("pulpit/", home.home, name="home"),
    path("zadania/<slug:slug>/", duties.duty_list, name="duty"),
    path("szukaj/", search.search, name="search"),
    path("osoba/<uuid:person_id>/", person.overview, name="person"),
    path("osoba/<uuid:person_id>/plan/", person.plan, name="person_plan"),
    path("osoba/<uuid:person_id>/wizyty/", person.visits, name="person_visits"),
    path("osoba/<uuid:person_id>/wnioski/", person.applications, name="person_applications"),
    path("osoba/<uuid:person_id>/rozliczenia/", person.money, name="person_money"),
    path("osoba/<uuid:person_id>/bliscy/", person.close, name="person_close"),
    path("osoba/<uuid:person_id>/historia/", person.history, name="person_history"),
    path("biura/", institution.institution, name="institution"),
    path("role/", roles.roles, name="roles"),
    path("role/ochrona/", guards.guards, name="guards"),
    path("dziennik/", journal.journal, name="journal"),
    path("dziennik/osoba/", journal.choose_person, name="journal_person"),
    path("dziennik/pobierz/", journal.export, name="journal_export"),
    path("dziennik/osoba/<uuid:person_id>/", journal.who_looked, name="journal_looked"),
    path("dziennik/sygnaly/", watch.journal_signals, name="journal_signals"),
    path("dziennik/alarm/<int:alarm_id>/", watch.lift, name="journal_lift"),
    path("dziennik/lancuch/", watch.chain, name="journal_chain"),
    path("dziennik/odcisk/", watch.compare, name="journal_compare"),
    path("dziennik/odcisk/wyjasnienie/", watch.explain, name="journal_explain"),
    path("dziennik/przechowywanie/", watch.terms, name="journal_keeping"),
]
