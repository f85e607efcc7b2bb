"""Addresses of one's own account; they work with and without a centre in front."""

from django.urls import path

from opencus.centre.accounts.views import own

app_name = "own"

urlpatterns = [
    path("moje/", own.account, name="account"),
    path("moje/drugi-skladnik/", own.factor, name="factor"),
    path("moje/wyloguj-wszedzie/", own.leave_everywhere, name="leave_everywhere"),
    path("moje/sesja/<slug:session_key>/koniec/", own.end_session, name="end_session"),
    path("potwierdz/", own.prove, name="prove"),
]
