"""Addresses everybody may read while a consultation or a questionnaire is open."""

from django.urls import path

from opencus.programmes.views import public_consultation, public_questionnaire

app_name = "voice"

urlpatterns = [
    path("konsultacje/", public_consultation.consultation_list, name="consultations"),
    path("konsultacje/<slug:code>/", public_consultation.consultation, name="consultation"),
    path("konsultacje/<slug:code>/dziekujemy/", public_consultation.thanks, name="thanks"),
    path("konsultacje/<slug:code>/raport/", public_consultation.report, name="report"),
    path("ankiety/<slug:code>/", public_questionnaire.questionnaire, name="questionnaire"),
    path("ankiety/<slug:code>/dziekujemy/", public_questionnaire.thanks, name="questionnaire_thanks"),
]
