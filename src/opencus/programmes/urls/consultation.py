"""Consultations and what came of them."""

from django.urls import path

from opencus.programmes.views import consultation, consultation_comments, consultation_meetings, trace

urlpatterns = [
    path("konsultacje/", consultation.consultation_list, name="consultations"),
    path("konsultacje/nowe/", consultation.consultation_new, name="consultation_new"),
    path("konsultacje/<uuid:consultation_id>/", consultation.consultation, name="consultation"),
    path("konsultacje/<uuid:consultation_id>/zmiana/", consultation.consultation_edit, name="consultation_edit"),
    path("konsultacje/<uuid:consultation_id>/termin/", consultation.consultation_prolong, name="consultation_prolong"),
    path("konsultacje/<uuid:consultation_id>/krok/<slug:step>/", consultation.consultation_step, name="consultation_step"),
    path("konsultacje/<uuid:consultation_id>/raport/", consultation.consultation_report, name="consultation_report"),
    path("konsultacje/<uuid:consultation_id>/uwagi/", consultation_comments.comment_list, name="comments"),
    path("konsultacje/<uuid:consultation_id>/uwagi/nowa/", consultation_comments.comment_enter, name="comment_enter"),
    path("konsultacje/<uuid:consultation_id>/uwagi/odpowiedz/", consultation_comments.comment_answer, name="comment_answer"),
    path("konsultacje/<uuid:consultation_id>/uwagi/pobierz/", consultation_comments.comment_export, name="comment_export"),
    path("konsultacje/<uuid:consultation_id>/spotkania/nowe/", consultation_meetings.meeting_new, name="meeting_new"),
    path("konsultacje/<uuid:consultation_id>/rekomendacje/nowa/", consultation_meetings.recommendation_new, name="recommendation_new"),
    path("uwagi/<uuid:comment_id>/", consultation_comments.comment, name="comment"),
    path("uwagi/<uuid:comment_id>/pokazanie/", consultation_comments.comment_show, name="comment_show"),
    path("uwagi/<uuid:comment_id>/ukrycie/", consultation_comments.comment_hide, name="comment_hide"),
    path("spotkania/<uuid:meeting_id>/", consultation_meetings.meeting, name="meeting"),
    path("rekomendacje/<uuid:recommendation_id>/", consultation_meetings.recommendation, name="recommendation"),
    path("slad/wersja/<uuid:version_id>/", trace.trace_version, name="trace_version"),
    path("slad/<slug:end>/<uuid:row_id>/", trace.trace, name="trace"),
    path("slad/paragraf/<uuid:paragraph_id>/powiazania/", trace.trace_link, name="trace_link"),
]
