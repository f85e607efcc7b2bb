"""Addresses for whoever has no session yet; each stands behind its centre."""

from django.urls import path

from opencus.centre.accounts.views import entrance

app_name = "entrance"

urlpatterns = [
    path("zaproszenie/<slug:token>/", entrance.invitation, name="invitation"),
    path("nowe-haslo/<slug:token>/", entrance.new_password, name="new_password"),
    path("telefon/", entrance.phone, name="phone"),
    path("telefon/<slug:token>/", entrance.pair, name="pair"),
]
