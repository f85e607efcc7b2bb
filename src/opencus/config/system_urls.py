"""Addresses of the pages about the system itself, inside a centre."""

from django.urls import path

from opencus.config import system_views as views

app_name = "system"

urlpatterns = [
    path("", views.state, name="state"),
    path("zadania/", views.job_list, name="jobs"),
    path("zadania/<int:job_id>/ponow/", views.job_retry, name="job_retry"),
    path("zadania/<int:job_id>/odloz/", views.job_set_aside, name="job_set_aside"),
]
