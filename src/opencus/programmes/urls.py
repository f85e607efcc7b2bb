"""Addresses of the room."""

from django.urls import path

from opencus.programmes import views

app_name = "programmes"

urlpatterns = [path("", views.current, name="current")]
