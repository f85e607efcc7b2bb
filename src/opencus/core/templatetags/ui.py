"""The UI kit: template tags that every screen is built of; shown at /ui/ and described in docs/reference/ui.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BaseFormSet, BoundField
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from opencus.core import clock, edits, ui_fields, ui_words
from opencus.core import money as core_money
from opencus.core.phones import InvalidPhone, parse_phone
from opencus.core.text import initials
from opencus.core.words import numeric_date

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "static" / "opencus" / "icons.svg"
KINDS = {"primary": "p", "secondary": "s", "text": "t", "danger": "d"}
TONES = {"", "ok", "warn", "bad", "info", "vio"}
ALERT_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert", "info": "info"}
#: The hidden field that tells one sending of a form from the next; config/once.py carries each out one time.
ONCE = "once"
DUE_ICONS = {"ok": "clock", "warn": "hourglass", "bad": "triangle-alert"}


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """The names of all icons in the vendored sprite."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text(encoding="utf-8")))


def _tone(tone: str) -> str:
    return tone if tone in TONES else ""


def _attrs(extra: Mapping[str, Any]) -> SafeString:
    """Further attributes: hx_post="/x" becomes hx-post="/x"; True is a bare attribute, False and None are left out."""
    pairs = [
        (k.rstrip("_").replace("_", "-"), v) for k, v in extra.items() if v is not None and v is not False
    ]
    return format_html_join("", "{}", ((_attr(k, v),) for k, v in pairs))


def _attr(name: str, value: object) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """The hidden fields of every form: Django's proof that our page made it, and a token that makes it count once."""
    proof = context.get("csrf_token")
    if not proof or proof == "NOTPROVIDED":
        return mark_safe("")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="{}" value="{}">',
        proof, ONCE, uuid4(),
    )  # fmt: skip


@register.simple_tag
def opened_with(form: BaseForm) -> SafeString:
    """Hidden boxes with what the stored record held when the page was opened (core.edits)."""
    return format_html_join("", "{}", ((box,) for box in edits.boxes(form)))


@register.simple_tag
def icon(name: str, *, label: str = "") -> SafeString:
    """A line icon of the sprite; decorative unless it has a label. An unknown name fails in development."""
    if name not in icon_names():
        if settings.DEBUG:
            raise template.TemplateSyntaxError(f"No icon called {name!r} in icons.svg")
        name = "circle"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="i" {}><use href="{}#{}"/></svg>', spoken, static("opencus/icons.svg"), name
    )


def _icon(name: str) -> SafeString:
    return icon(name) if name else mark_safe("")


@register.simple_tag
def badge(text: object, *, tone: str = "", icon: str = "", code: bool = False) -> SafeString:
    """A short state or trait; tones: ok, warn, bad, info, vio or none. The words carry the meaning, not the colour."""
    names = " ".join(filter(None, ["tag", _tone(tone), "code" if code else ""]))
    return format_html('<span class="{}">{}{}</span>', names, _icon(icon), text)


@register.simple_tag
def button(
    text: str,
    *,
    url: str = "",
    kind: str = "primary",
    icon: str = "",
    small: bool = False,
    full: bool = False,
    type: str = "submit",
    hotkey: str = "",
    **attrs: Any,
) -> SafeString:
    """A link (url given) or a submit button; kinds: primary, secondary, text, danger. attrs: hx_post="..." and such."""
    names = " ".join(filter(None, ["btn", KINDS[kind], "sm" if small else "", "w100" if full else ""]))
    if hotkey:
        attrs |= {"data_hotkey": hotkey, "aria_keyshortcuts": hotkey}
    key = format_html(' <kbd aria-hidden="true">{}</kbd>', hotkey) if hotkey else ""
    inside = format_html("{}{}{}", _icon(icon), text, key)
    if url:
        return format_html('<a class="{}" href="{}"{}>{}</a>', names, url, _attrs(attrs), inside)
    return format_html('<button class="{}" type="{}"{}>{}</button>', names, type, _attrs(attrs), inside)


@register.simple_block_tag
def panel(
    content: str,
    *,
    title: str = "",
    tag: str = "",
    tone: str = "",
    note: str = "",
    link: str = "",
    link_text: str = "",
    link_icon: str = "",
    level: int = 2,
    id: str = "",
    flush: bool = False,
    css: str = "",
) -> SafeString:
    """A card with a heading; flush leaves out the padding (tables, lists); link stands at the right of the heading."""
    data = {
        "content": mark_safe(content), "title": title, "tag": tag, "tone": _tone(tone), "note": note, "link": link,
        "link_text": link_text, "link_icon": link_icon, "level": f"h{level}", "id": id, "flush": flush, "css": css,
    }  # fmt: skip
    return render_to_string("ui/panel.html", data)


@register.simple_block_tag
def alert(
    content: str,
    *,
    tone: str = "warn",
    title: str = "",
    icon: str = "",
    url: str = "",
    link_text: str = "",
    live: bool = False,
) -> SafeString:
    """A notice across the page; live=True is spoken at once by screen readers (use it after an htmx swap)."""
    role = mark_safe(' role="alert"' if tone == "bad" else ' role="status"') if live else ""
    head = format_html("<b>{}</b> ", title) if title else ""
    link = format_html('<a href="{}">{}</a>', url, link_text) if url else ""
    return format_html(
        '<div class="alert {}"{}>{}<div>{}{}</div>{}</div>',
        _tone(tone), role, _icon(icon or ALERT_ICONS.get(tone, "info")), head, mark_safe(content.strip()), link,
    )  # fmt: skip


@register.simple_tag
def field(field: BoundField, **options: Any) -> SafeString:
    """A form field with label, hint, error and the right control; options are those of ui_fields.Options."""
    return ui_fields.render(field, ui_fields.Options(**options))


@register.simple_tag
def error_summary(*forms: BaseForm | BaseFormSet[Any] | Iterable[BaseForm] | None) -> SafeString:
    """All errors of the given forms at the top of the page, each a link to its field; nothing when there is none."""
    errors = [e for form in forms for e in ui_fields.errors(form)]
    return render_to_string("ui/error_summary.html", {"errors": errors}) if errors else mark_safe("")


@register.simple_tag
def progress(used: Any, *, total: Any = None, unit: str = "", label: str = "") -> SafeString:
    """How much of a limit is used, in words and as a bar; unit in the genitive ("wizyt", "godz."); total None: no limit."""
    u = ui_words.use(used, total, unit)
    remark = badge(u.remark, tone={"w": "warn", "x": "bad"}.get(u.tone, "")) if u.remark else ""
    bar = ""
    if total is not None:
        name = f"{label}: {u.words}" if label else u.words
        bar = format_html(
            '<progress value="{}" max="{}" aria-label="{}">{}</progress>', u.value, u.top, name, u.words
        )
    return format_html(
        '<div class="pg {}"><span class="num">{} {}</span>{}</div>', u.tone, u.words, remark, bar
    )


@register.simple_tag
def deadline(due: date | datetime | None, *, warn_days: int = 7, show_date: bool = False) -> SafeString:
    """A deadline in words and colour: "zostało 9 dni", "minął 2 dni temu"; None is a dash."""
    if due is None:
        return mark_safe("—")
    last = clock.day_of(due) if isinstance(due, datetime) else due
    said = ui_words.due(last, clock.today(), warn_days)
    text = f"{numeric_date(last)}, {said.words}" if show_date else said.words
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}{}</time>',
        said.tone, last.isoformat(), numeric_date(last), icon(DUE_ICONS[said.tone]), text,
    )  # fmt: skip


@register.simple_tag
def nothing(
    text: str, *, hint: str = "", url: str = "", link_text: str = "", icon: str = "inbox", link_icon: str = ""
) -> SafeString:
    """An empty state: what is missing, why, and the next step."""
    step = button(link_text, url=url, kind="secondary", icon=link_icon) if url else ""
    more = format_html("<p>{}</p>", hint) if hint else ""
    return format_html('<div class="empty">{}<b>{}</b>{}{}</div>', _icon(icon), text, more, step)


@register.simple_tag
def tabs(items: Sequence[Mapping[str, Any]], *, label: str) -> SafeString:
    """Tabs between pages of one thing; items: {"label", "url", "count"?, "active"?}."""
    return render_to_string("ui/tabs.html", {"items": items, "label": label})


@register.simple_tag
def crumbs(*trail: str, items: Sequence[tuple[str, str]] | None = None) -> SafeString:
    """The way here: label, url, label, url, ... and last the label of this page; or items as (label, url) pairs."""
    if items is None:
        items = [(trail[i], trail[i + 1] if i + 1 < len(trail) else "") for i in range(0, len(trail), 2)]
    return render_to_string("ui/crumbs.html", {"items": items}) if items else mark_safe("")


@register.simple_block_tag
def fact(content: str, *, label: str, icon: str = "", hide_label: bool = False) -> SafeString:
    """One label and value inside <dl class="kv"> (a list) or <dl class="facts"> (a line)."""
    names = mark_safe(' class="vh"') if hide_label else ""
    return format_html(
        "<div><dt{}>{}</dt><dd>{}{}</dd></div>", names, label, _icon(icon), mark_safe(content.strip())
    )


@register.simple_tag
def facts(items: Iterable[tuple[str, object]]) -> SafeString:
    """A list of labels and values; an empty value is a dash."""
    rows = ((label, "—" if value in (None, "") else value) for label, value in items)
    return format_html(
        '<dl class="kv">{}</dl>', format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
    )


@register.simple_block_tag
def moment(
    content: str, *, title: str, icon: str = "circle-dot", tone: str = "", when: object = "", who: str = ""
) -> SafeString:
    """One item of a timeline, inside <ol class="tl">: title, who and when, further text."""
    line = format_html_join(" · ", "{}", ((part,) for part in (who, when) if part))
    body = content.strip()
    return format_html(
        '<li class="{}"><span class="ic">{}</span><b>{}</b>{}{}</li>',
        _tone(tone), _icon(icon), title,
        format_html("<small>{}</small>", line) if line else "",
        format_html("<div>{}</div>", mark_safe(body)) if body else "",
    )  # fmt: skip


@register.simple_tag
def avatar(name: str) -> SafeString:
    """The initials of a person in a circle; hidden from screen readers, the name stands beside it."""
    return format_html('<span class="av" aria-hidden="true">{}</span>', initials(name) or "?")


@register.simple_tag(takes_context=True)
def pager(
    context: Context,
    page: Page[Any],
    *,
    one: str,
    few: str,
    many: str,
    param: str = "strona",
    label: str = "Strony wyników",
) -> SafeString:
    """Previous and next with exact counts of a Django Page; nouns as after 1, 2 and 5: osoba, osoby, osób."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def link(number: int) -> str:
        if query is None:
            return f"?{param}={number}"
        query[param] = str(number)
        return f"?{query.urlencode()}"

    total = page.paginator.count
    data = {
        "page": page, "label": label, "first": core_money.format_quantity(page.start_index()), "last": core_money.format_quantity(page.end_index()),
        "total": core_money.format_quantity(total), "noun": ui_words.plural(total, one, few, many),
        "previous": link(page.previous_page_number()) if page.has_previous() else "",
        "next": link(page.next_page_number()) if page.has_next() else "",
    }  # fmt: skip
    return render_to_string("ui/pager.html", data)


@register.filter
def money(amount: Decimal | int | None) -> str:
    """An amount in złoty (as everywhere in core.money) as "1 234,50 zł"; a missing one is a dash."""
    return "—" if amount is None or amount == "" else core_money.format_zl(amount)


@register.filter
def grosze(amount: int | None) -> str:
    """Whole grosze as "1 234,50 zł"; a missing amount is a dash."""
    return "—" if amount is None else core_money.format_zl(core_money.zl(amount))


@register.filter
def number(value: Any) -> str:
    """A number with no-break groups and a decimal comma."""
    return "" if value in (None, "") else core_money.format_quantity(value)


@register.simple_tag
def period(start: date | None, end: date | None) -> SafeString:
    """An inclusive period: "1.06–30.11.2026"."""
    return format_html('<span class="num">{}</span>', ui_words.period(start, end))


@register.simple_tag
def plural(n: int | Decimal, one: str, few: str, many: str, *, bare: bool = False) -> str:
    """A number with its noun: {% plural 5 "osoba" "osoby" "osób" %} gives "5 osób"; bare=True the noun alone."""
    noun = ui_words.plural(n, one, few, many)
    return noun if bare else f"{core_money.format_quantity(n)}{core_money.NBSP}{noun}"


@register.filter
def phone(value: str | None) -> SafeString:
    """A phone number as a link, spaced as in core.phones: 000 555 123; what is no number is shown as it is."""
    if not value:
        return mark_safe("—")
    try:
        number = parse_phone(value)
    except InvalidPhone:
        return conditional_escape(value)
    return format_html('<a class="num" href="tel:{}">{}</a>', number.stored, number.shown)
