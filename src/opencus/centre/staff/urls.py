"""Addresses of the staff register."""

from django.urls import path

from opencus.centre.staff import views

app_name = "staff"

urlpatterns = [
    path("", views.register, name="register"),
    path("pobierz/", views.export, name="export"),
    path("<uuid:user_id>/", views.employee, name="employee"),
    path("<uuid:user_id>/dokument/", views.add_document, name="add_document"),
    path("<uuid:user_id>/szkolenie/", views.add_training, name="add_training"),
    path("<uuid:user_id>/upowaznienie/", views.add_authorisation, name="add_authorisation"),
    path("upowaznienie/<uuid:row_id>/pdf/", views.paper, name="paper"),
    path("wpis/<str:kind>/<uuid:row_id>/wycofaj/", views.withdraw, name="withdraw"),
]
