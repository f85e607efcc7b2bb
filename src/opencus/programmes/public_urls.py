"""Addresses everybody may read while a consultation or a questionnaire is open."""

from django.urls import path

from opencus.programmes.views import public_questionnaire

app_name = "voice"

urlpatterns = [
    path("ankiety/<slug:code>/", public_questionnaire.questionnaire, name="questionnaire"),
    path("ankiety/<slug:code>/dziekujemy/", public_questionnaire.thanks, name="questionnaire_thanks"),
]
