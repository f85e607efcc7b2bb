"""The diagnosis and its questionnaires."""

from django.urls import path

from opencus.programmes.views import diagnosis, diagnosis_parts, questionnaire_results, questionnaires

urlpatterns = [
    path("diagnozy/", diagnosis.diagnoses, name="diagnoses"),
    path("diagnozy/pobierz/", diagnosis.diagnoses_file, name="diagnoses_file"),
    path("diagnozy/nowa/", diagnosis.diagnosis_new, name="diagnosis_new"),
    path("diagnozy/<uuid:diagnosis_id>/", diagnosis.diagnosis, name="diagnosis"),
    path("diagnozy/<uuid:diagnosis_id>/tresc/", diagnosis.diagnosis_text, name="diagnosis_text"),
    path("diagnozy/<uuid:diagnosis_id>/aktualizacja/", diagnosis.diagnosis_update, name="diagnosis_update"),
    path("diagnozy/<uuid:diagnosis_id>/szkic/", diagnosis.diagnosis_back, name="diagnosis_back"),
    path("diagnozy/<uuid:diagnosis_id>/przekazanie/", diagnosis.diagnosis_hand_over, name="diagnosis_hand_over"),
    path("diagnozy/<uuid:diagnosis_id>/pdf/", diagnosis.diagnosis_pdf, name="diagnosis_pdf"),
    path("diagnozy/<uuid:diagnosis_id>/wnioski/nowy/", diagnosis_parts.conclusion_new, name="conclusion_new"),
    path("diagnozy/wnioski/<uuid:conclusion_id>/", diagnosis_parts.conclusion, name="conclusion"),
    path("diagnozy/<uuid:diagnosis_id>/wykonawcy/", diagnosis_parts.providers, name="providers"),
    path("diagnozy/<uuid:diagnosis_id>/wykonawcy/nowy/", diagnosis_parts.provider_new, name="provider_new"),
    path("diagnozy/<uuid:diagnosis_id>/wykonawcy/z-bazy/", diagnosis_parts.providers_collect, name="providers_collect"),
    path("diagnozy/<uuid:diagnosis_id>/wykonawcy/pobierz/", diagnosis_parts.providers_file, name="providers_file"),
    path("diagnozy/wykonawcy/<uuid:provider_id>/", diagnosis_parts.provider, name="provider"),
    path("diagnozy/<uuid:diagnosis_id>/ankiety/", questionnaires.questionnaires, name="questionnaires"),
    path("diagnozy/<uuid:diagnosis_id>/ankiety/nowa/", questionnaires.questionnaire_new, name="questionnaire_new"),
    path("ankiety/<uuid:questionnaire_id>/", questionnaires.questionnaire, name="questionnaire"),
    path("ankiety/<uuid:questionnaire_id>/zmiana/", questionnaires.questionnaire_edit, name="questionnaire_edit"),
    path("ankiety/<uuid:questionnaire_id>/pytania/nowe/", questionnaires.question_new, name="question_new"),
    path("ankiety/pytania/<uuid:question_id>/", questionnaires.question, name="question"),
    path("ankiety/pytania/<uuid:question_id>/krok/", questionnaires.question_step, name="question_step"),
    path("ankiety/<uuid:questionnaire_id>/podglad/", questionnaires.questionnaire_preview, name="questionnaire_preview"),
    path("ankiety/<uuid:questionnaire_id>/papier/", questionnaires.questionnaire_paper, name="questionnaire_paper"),
    path("ankiety/<uuid:questionnaire_id>/druk/", questionnaires.questionnaire_print, name="questionnaire_print"),
    path("ankiety/<uuid:questionnaire_id>/wyniki/", questionnaire_results.questionnaire_results, name="questionnaire_results"),
    path("ankiety/<uuid:questionnaire_id>/wyniki/pobierz/", questionnaire_results.questionnaire_file, name="questionnaire_file"),
]
