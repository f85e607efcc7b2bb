"""How one form field is shown: label, hint, error and the right control."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

CHOICES = {"radios", "segmented", "checkboxes"}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a page may say about a field: words, form of the control, width in characters, affixes.

    hint and placeholder: " " takes away those of the form. control: "" (by the widget), "radios", "segmented".
    width: 2, 3, 4, 5, 10, 20, 30.
    optional: None marks every field that is not required, False never, True always.
    """

    label: str = ""
    hint: str = ""
    control: str = ""
    width: int | str = ""
    prefix: str = ""
    suffix: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    placeholder: str = ""
    rows: int = 0
    hide_label: bool = False
    optional: bool | None = None
    autofocus: bool = False


@dataclass(frozen=True)
class Choice:
    """One option of a choice field."""

    id: str
    value: str
    label: str
    checked: bool


def render(field: BoundField, options: Options) -> SafeString:
    """The field as HTML; a hidden field gives only its input."""
    if field.is_hidden:
        return field.as_hidden()
    kind = control(field.field.widget, options.control)
    base = field_id(field)
    hint = (options.hint or str(field.help_text or "")).strip()
    spoken = " ".join(filter(None, [f"{base}_hint" if hint else "", f"{base}_error" if field.errors else ""]))
    optional = not field.field.required if options.optional is None else options.optional
    data: dict[str, Any] = {
        "kind": kind, "id": base, "name": field.html_name, "label": options.label or field.label, "hint": hint,
        "errors": messages(field), "describedby": spoken, "o": options,
        "optional": optional and kind != "checkbox" and options.optional is not False,
    }  # fmt: skip
    if kind in CHOICES:
        data["choices"] = choices(field)
        data["many"] = len(data["choices"]) > 3
    elif kind == "checkbox":
        data["checked"] = bool(field.value())
    else:
        data["input"] = as_input(field, options, kind, base, spoken)
    return render_to_string("ui/field.html", data)


def field_id(field: BoundField) -> str:
    """The id of the control, also when the form renders no ids of its own."""
    given = field.field.widget.attrs.get("id")
    return str(given or field.auto_id or f"id_{field.html_name}")


def control(widget: forms.Widget, wanted: str) -> str:
    """The kind of control for a widget: checkbox, checkboxes, radios, segmented, select, textarea, file or input."""
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Select | forms.RadioSelect) and wanted in ("radios", "segmented"):
        return wanted
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return "file" if isinstance(widget, forms.FileInput) else "input"


def choices(field: BoundField) -> list[Choice]:
    """The options of a choice field, groups flattened, an empty option left out where nothing may be chosen."""
    value = field.value()
    chosen = (
        {str(v) for v in value}
        if isinstance(value, list | tuple | set)
        else {"" if value is None else str(value)}
    )
    base = field_id(field)
    flat: list[tuple[Any, Any]] = []
    for key, label in getattr(field.field.widget, "choices", []):
        flat.extend(label if isinstance(label, list | tuple) else [(key, label)])
    if field.field.required:
        flat = [(k, v) for k, v in flat if str(k) != ""]
    return [Choice(f"{base}_{i}", str(k), str(v), str(k) in chosen) for i, (k, v) in enumerate(flat)]


def as_input(field: BoundField, options: Options, kind: str, base: str, spoken: str) -> SafeString:
    """The control itself, with classes, autocomplete and what screen readers need."""
    widget = copy.deepcopy(field.field.widget)
    names = {"select": "govuk-select", "textarea": "govuk-textarea", "file": "govuk-file-upload"}
    name = names.get(kind, "govuk-input")
    css = [widget.attrs.get("class", ""), name, f"{name}--error" if field.errors else ""]
    usual = native(widget, field.value())
    width = options.width or usual
    css.append(f"w-{width}" if width else "")
    attrs: dict[str, Any] = {"id": base, "class": " ".join(filter(None, css))}
    if spoken:
        attrs["aria-describedby"] = spoken
    if field.errors:
        attrs["aria-invalid"] = "true"
    for key in ("autocomplete", "inputmode", "placeholder"):
        if getattr(options, key):
            attrs[key] = getattr(options, key)
    if kind == "textarea":
        attrs["rows"] = options.rows or widget.attrs.get("rows", 4)
    if options.autofocus:
        attrs["autofocus"] = True
    return field.as_widget(widget=widget, attrs=attrs)


def native(widget: forms.Widget, value: object) -> str:
    """Turns a date, time or number widget into the browser's own control and gives its width in characters.

    What was typed and cannot be read stays visible in a plain text box: a native control would blank it.
    """
    typed = value if isinstance(value, str) and value else None
    if isinstance(widget, forms.DateInput):
        widget.format = "%Y-%m-%d"
        widget.input_type = "date" if _reads(date.fromisoformat, typed) else "text"
        return "10"
    if isinstance(widget, forms.TimeInput):
        widget.format = "%H:%M"
        widget.input_type = "time" if _reads(time.fromisoformat, typed) else "text"
        return "5"
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "number" if _reads(float, typed) else "text"
    return ""


def _reads(parse: Callable[[str], object], typed: str | None) -> bool:
    if typed is None:
        return True
    try:
        parse(typed)
    except ValueError:
        return False
    return True


def messages(field: BoundField) -> list[str]:
    """The errors of a field; where a form has no words of its own, words that name the field and say what to do."""
    return [_worded(field, str(message)) for message in field.errors]


def _worded(field: BoundField, message: str) -> str:
    name = f"„{field.label}”"
    kind = control(field.field.widget, "")
    missing = {"checkbox": f"Zaznacz pole {name}.", "file": f"Dołącz plik: {name}."}
    choose = f"Wybierz odpowiedź w polu {name}."
    better = {
        "This field is required.": missing.get(
            kind, choose if kind in {*CHOICES, "select"} else f"Wypełnij pole {name}."
        ),
        "Enter a valid date.": f"Pole {name}: wpisz datę, która istnieje, na przykład 31.05.2026.",
        "Enter a valid time.": f"Pole {name}: wpisz godzinę, na przykład 9:30.",
        "Enter a number.": f"Pole {name}: wpisz liczbę, na przykład 4,20.",
        "Enter a whole number.": f"Pole {name}: wpisz liczbę bez przecinka, na przykład 4.",
        "Enter a valid email address.": f"Pole {name}: wpisz adres e-mail, na przykład anna@poczta.pl.",
    }
    return next((words for default, words in better.items() if message == gettext(default)), message)


def errors(form: BaseForm | BaseFormSet[Any] | Iterable[BaseForm] | None) -> Iterator[tuple[str, str]]:
    """(anchor, message) of every error: fields first, then what belongs to the whole form (empty anchor)."""
    if form is None:
        return
    if isinstance(form, BaseForm):
        for bound in form:
            last = "_0" if control(bound.field.widget, "") in CHOICES else ""
            for message in messages(bound):
                yield ("" if bound.is_hidden else f"{field_id(bound)}{last}"), message
        yield from (("", str(m)) for m in form.non_field_errors())
        return
    if isinstance(form, BaseFormSet):
        yield from (("", str(m)) for m in form.non_form_errors())
    for one in form:
        yield from errors(one)
