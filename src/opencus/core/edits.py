"""Two people at one record: what a page showed when it was opened travels along, so that nobody undoes a colleague.

A form of a stored record calls `watch`, its page writes `{% opened_with form %}`, its view asks `collide` before saving.
Where a colleague has saved something else meanwhile, the field says so and shows both values, the page is answered with
409, nothing typed is lost, and sending again is a decision made with open eyes. A page without these boxes saves as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from opencus.core.clock import local
from opencus.core.words import hour_minute, numeric_date

SAID = "W tym czasie ktoś zapisał tu: {value}. Zostaw swój wpis i wyślij jeszcze raz albo wpisz tamten."


def watch(form: forms.BaseForm, names: Iterable[str] | None = None) -> None:
    """Let the page remember what these fields (all, when not named) held; the form must have been given its initial."""
    for name in form.fields if names is None else names:
        form.fields[name].show_hidden_initial = True


def collide(form: forms.BaseForm, *, merging: bool = False) -> bool:
    """Say whether a colleague has saved other values since the page was opened, and put them beside the typed ones.

    With ``merging`` a field that was not touched on the page does not count: the view leaves it as the colleague has it.
    """
    met = set()
    for name, field in form.fields.items():
        box = form.add_initial_prefix(name)
        if not field.show_hidden_initial or box not in form.data:
            continue
        stored, held, typed = form.get_initial_for_field(field, name), _plain(form.data[box]), _plain(form[name].data)
        if field.has_changed(stored, held) and field.has_changed(stored, typed) and not (merging and _same(field, held, typed)):
            met.add(name)
            form.add_error(name, SAID.format(value=_shown(field, stored)))
    form.collided = met  # type: ignore[attr-defined]
    return bool(met)


def boxes(form: forms.BaseForm) -> Sequence[str]:
    """Return the hidden boxes of the watched fields; after a collision they hold what is stored now."""
    made = []
    for name, field in form.fields.items():
        if field.show_hidden_initial:
            box = form.add_initial_prefix(name)
            keeps = form.is_bound and box in form.data and name not in getattr(form, "collided", ())
            value = form.data[box] if keeps else field.prepare_value(form.get_initial_for_field(field, name))
            made.append(field.hidden_widget().render(box, value, {"id": ""}))
    return made


def _plain(sent: Any) -> Any:
    """Browsers send other line ends than we store."""
    return sent.replace("\r\n", "\n") if isinstance(sent, str) else sent


def _same(field: forms.Field, held: Any, typed: Any) -> bool:
    try:
        return not field.has_changed(field.to_python(held), typed)
    except forms.ValidationError:
        return False


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        flat: Any = field.choices
        labels = {str(key): str(label) for key, label in flat if not isinstance(label, list | tuple)}
        value = labels.get(str(value), value)
    if isinstance(value, datetime):
        return f"{numeric_date(local(value).date())} {hour_minute(value)}"
    if isinstance(value, date):
        return numeric_date(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "tak" if value else "nie"
    return "(puste)" if value in (None, "", []) else f"„{value}”"
