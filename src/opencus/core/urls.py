"""The gallery of the UI kit and the display settings; included at /ui/."""

from django.urls import path

from opencus.core import gallery, ui_settings

app_name = "ui"
urlpatterns = [
    path("", gallery.show, name="gallery"),
    path("powloka/<slug:shell>/", gallery.shell, name="shell"),
    path("ustawienia/", ui_settings.save, name="settings"),
]
