"""Addresses everybody may read: information about data and the declaration of accessibility."""

from django.urls import path

from opencus.privacy.views import public

app_name = "public"

urlpatterns = [
    path("dane-osobowe/", public.clauses, name="clauses"),
    path("dane-osobowe/<slug:process>/", public.clause, name="clause"),
    path("dane-osobowe/<slug:process>/pdf/", public.clause_pdf, name="clause_pdf"),
    path("dostepnosc/", public.accessibility, name="accessibility"),
]
