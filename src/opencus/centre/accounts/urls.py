"""Addresses of the accounts of a centre."""

from django.urls import path

from opencus.centre.accounts.views import people

app_name = "accounts"

urlpatterns = [
    path("", people.accounts, name="list"),
    path("nowe/", people.new_account, name="new"),
    path("drugi-skladnik/", people.demand_factor, name="demand_factor"),
    path("rola/<uuid:membership_id>/koniec/", people.end_role, name="end_role"),
    path("<uuid:user_id>/", people.account, name="account"),
    path("<uuid:user_id>/rola/", people.give_role, name="give_role"),
    path("<uuid:user_id>/blokada/", people.block, name="block"),
    path("<uuid:user_id>/odblokowanie/", people.unblock, name="unblock"),
    path("<uuid:user_id>/drugi-skladnik/", people.reset_factor, name="reset_factor"),
    path("<uuid:user_id>/nowe-haslo/", people.new_password, name="new_password"),
    path("<uuid:user_id>/zaproszenie/", people.invite, name="invite"),
]
