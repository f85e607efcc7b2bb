"""Addresses of the room: identifiers only, never a name or a number of a person."""

from django.urls import path

from opencus.people import glass, views

app_name = "people"

urlpatterns = [
    path("", views.people_list, name="list"),
    path("pobierz/", views.export, name="export"),
    path("nowa/", views.new, name="new"),
    path("podobne/", views.similar, name="similar"),
    path("otwarcia/", glass.openings, name="openings"),
    path("otwarcia/<uuid:opening_id>/", glass.opening, name="opening"),
    path("<uuid:person_id>/otworz/", glass.open_file, name="open"),
    path("<uuid:person_id>/popraw/", views.edit, name="edit"),
    path("<uuid:person_id>/pesel/", views.unmask, name="unmask"),
    path("<uuid:person_id>/pesel/ukryj/", views.masked, name="masked"),
]
