"""Addresses of the room: identifiers only, never a name or a number of a person."""

from django.urls import path

from opencus.entitlements import views

app_name = "entitlements"

urlpatterns = [
    path("kwalifikacja/<uuid:requested_id>/", views.qualify, name="qualify"),
    path("decyzja/<uuid:decision_id>/podpis/", views.sign, name="sign"),
    path("oczekujacy/", views.waiting, name="waiting"),
    path("oczekujacy/<uuid:offered_id>/", views.queue, name="queue"),
    path("oczekujacy/<uuid:offered_id>/oferta/", views.offer, name="offer"),
    path("oczekujacy/<uuid:offered_id>/plik/", views.queue_export, name="queue_export"),
    path("<uuid:entitlement_id>/", views.detail, name="detail"),
    path("<uuid:entitlement_id>/rezygnacja/", views.resign, name="resign"),
    path("<uuid:entitlement_id>/przerwa/", views.pause, name="pause"),
    path("<uuid:entitlement_id>/wymiar/", views.raise_amount, name="raise"),
]
