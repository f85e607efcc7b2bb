"""Addresses of the room."""

from django.urls import path

from opencus.plans.views import lists, plan, steps

app_name = "plans"

urlpatterns = [
    path("", lists.plan_list, name="list"),
    path("eksport/", lists.plan_export, name="export"),
    path("wniosek/<uuid:application_id>/", lists.start, name="start"),
    path("<uuid:plan_id>/", plan.detail, name="detail"),
    path("<uuid:plan_id>/zapisz/", plan.save, name="save"),
    path("<uuid:plan_id>/uslugi/", plan.add_item, name="add_item"),
    path("<uuid:plan_id>/uslugi/<uuid:item_id>/usun/", plan.remove_item, name="remove_item"),
    path("<uuid:plan_id>/uslugi/<uuid:item_id>/przesun/", plan.shift, name="shift"),
    path("<uuid:plan_id>/wersje/", plan.compare, name="compare"),
    path("<uuid:plan_id>/druk/", plan.print_plan, name="print"),
    path("<uuid:plan_id>/pdf/", plan.plan_pdf, name="pdf"),
    path("<uuid:plan_id>/wsparcie/", steps.add_support, name="add_support"),
    path("<uuid:plan_id>/wsparcie/<uuid:action_id>/usun/", steps.remove_support, name="remove_support"),
    path("<uuid:plan_id>/ustalenie/", steps.agree, name="agree"),
    path("<uuid:plan_id>/wyslij/", steps.submit, name="submit"),
    path("<uuid:plan_id>/zatwierdzenie/", steps.approval, name="approval"),
    path("<uuid:plan_id>/nowa-wersja/", steps.new_version, name="new_version"),
    path("<uuid:plan_id>/monitorowanie/", steps.monitoring, name="monitoring"),
    path("<uuid:plan_id>/koordynator/", steps.monitor, name="monitor"),
    path("<uuid:plan_id>/zakonczenie/", steps.finish, name="finish"),
]
