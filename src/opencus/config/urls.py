"""All addresses. Inside a centre they stand behind its segment: /starachowice/osoby/ (see middleware)."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView

from opencus.config import errors
from opencus.desk.views.home import root

urlpatterns = [
    path("", root, name="root"),
    path("ui/", include("opencus.core.urls")),
    re_path(r"^konto/(signup|inactive|email|confirm-email|password/(reset|set)|login/code)(/|$)", errors.closed, name="closed"),
    path("konto/", include("opencus.centre.accounts.own_urls")),
    path("konto/", include("opencus.centre.accounts.entrance_urls")),
    path("konto/2fa/", RedirectView.as_view(pattern_name="own:account"), name="mfa_home"),
    path("konto/2fa/webauthn/", RedirectView.as_view(pattern_name="own:account"), name="mfa_keys"),
    path("konto/", include("allauth.account.urls")),
    path("konto/2fa/", include("allauth.mfa.urls")),
    path("", include("opencus.desk.urls")),
    path("konta/", include("opencus.centre.accounts.urls")),
    path("personel/", include("opencus.centre.staff.urls")),
    path("osiedla/", include("opencus.centre.estates.urls")),
    path("osoby/", include("opencus.people.urls")),
    path("baza-uslug/", include("opencus.catalogue.urls")),
    path("program/", include("opencus.programmes.urls")),
    path("zestawienia/", include("opencus.reporting.urls")),
    path("", include("opencus.programmes.public_urls")),
    path("pisma/", include("opencus.correspondence.urls")),
    path("przekazania/", include("opencus.worklist.urls")),
    path("ochrona-danych/", include("opencus.privacy.urls")),
    path("", include("opencus.privacy.public_urls")),
    path("wnioski/", include("opencus.intake.urls")),
    path("przyznania/", include("opencus.entitlements.urls")),
    path("plany/", include("opencus.plans.urls")),
    path("umowy/", include("opencus.contracting.urls")),
    path("zasoby/", include("opencus.resources.urls")),
    path("kalendarz/", include("opencus.delivery.urls")),
    path("rozliczenia/", include("opencus.settlement.urls")),
    path("teren/", include("opencus.field.urls")),
    path("uslugi/", include("opencus.directory.urls")),
    path("system/", include("opencus.config.system_urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
