"""Addresses of the room, by what they are about."""

from django.urls import path

from opencus.programmes.urls import consultation, diagnosis, offer, versions
from opencus.programmes.views import current

app_name = "programmes"

urlpatterns = [
    path("", current.current, name="current"),
    *versions.urlpatterns,
    *offer.urlpatterns,
    *diagnosis.urlpatterns,
    *consultation.urlpatterns,
]
