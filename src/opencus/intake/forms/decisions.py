"""Forms of decisions: the text of a draft, delivery."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from opencus.core import edits
from opencus.intake.models import Decision

CHANNELS = (
    ("post", "list polecony za potwierdzeniem odbioru"),
    ("e_delivery", "e-Doręczenia"),
    ("hybrid", "publiczna usługa hybrydowa"),
    ("personal", "osobiście w centrum"),
)


class DecisionForm(forms.Form):
    """What the drafter writes; organ, party, date and number follow from the case."""

    factual_reasons = forms.CharField(
        label="Uzasadnienie faktyczne", help_text="Co ustalono, na jakich dowodach i dlaczego warunek nie jest spełniony.",
        widget=forms.Textarea, max_length=8000, required=False,
    )
    legal_reasons = forms.CharField(label="Podstawa i uzasadnienie prawne", widget=forms.Textarea, max_length=8000, required=False)
    appeal_instruction = forms.CharField(label="Pouczenie o odwołaniu", widget=forms.Textarea, max_length=4000, required=False)

    @classmethod
    def of(cls, decision: Decision, data: QueryDict | None = None) -> DecisionForm:
        """The form filled with the draft, and with what was sent."""
        form = cls(data, initial={name: getattr(decision, name) for name in cls.base_fields})
        edits.watch(form)
        return form


class DeliveryForm(forms.Form):
    """How and when the party got the decision (R85)."""

    on = forms.DateField(label="Dzień doręczenia", error_messages={"required": "Wpisz dzień doręczenia.", "invalid": "Wpisz datę, na przykład 2026-11-23."})
    channel = forms.ChoiceField(label="Sposób doręczenia", choices=CHANNELS)
    proof = forms.CharField(label="Dowód doręczenia", help_text="Na przykład numer przesyłki.", max_length=120, required=False)


class ForwardForm(forms.Form):
    """To whom and with what a service is handed over (R28)."""

    receiver = forms.CharField(label="Do kogo", max_length=160, error_messages={"required": "Wpisz, do kogo przekazujesz wniosek."})
    scope = forms.CharField(label="W jakim zakresie", max_length=1000, widget=forms.Textarea, error_messages={"required": "Wpisz, w jakim zakresie przekazujesz wniosek."})
