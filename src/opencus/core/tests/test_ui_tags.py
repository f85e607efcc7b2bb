"""The tags of the UI kit say what they should and escape what people type."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from opencus.core import clock
from opencus.core.money import NBSP

NASTY = '<b onclick="x">&'


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "phone" %}')
    spoken = render('{% icon "phone" label="Telefon" %}')
    assert 'role="img" aria-label="Telefon"' in spoken
    assert "icons.svg#phone" in spoken


def test_an_unknown_icon_fails_while_developing_and_never_in_production(settings: Any) -> None:
    settings.DEBUG = True
    with pytest.raises(TemplateSyntaxError):
        render('{% icon "nie-ma" %}')
    settings.DEBUG = False
    assert "icons.svg#circle" in render('{% icon "nie-ma" %}')


@pytest.mark.parametrize(
    "source",
    [
        "{% badge x %}", "{% button x %}", "{% button x url=x %}", "{% panel title=x %}{{ x }}{% endpanel %}",
        "{% alert title=x %}{{ x }}{% endalert %}", "{% nothing x hint=x %}", "{% crumbs x x x %}",
        "{% fact label=x %}{{ x }}{% endfact %}", "{% moment title=x who=x %}{{ x }}{% endmoment %}",
        "{{ x|phone }}", "{% progress 1 total=2 unit=x label=x %}", "{% button 'a' data_x=x %}",
    ],
)  # fmt: skip
def test_what_people_type_is_escaped(source: str) -> None:
    html = render(source, x=NASTY)
    assert NASTY not in html
    assert "&lt;b onclick=" in html


def test_a_badge_keeps_to_the_known_tones() -> None:
    assert render('{% badge "Plan aktywny" tone="ok" %}') == '<span class="tag ok">Plan aktywny</span>'
    assert render('{% badge "x" tone="pink" %}') == '<span class="tag">x</span>'


def test_a_button_is_a_link_when_it_leads_somewhere() -> None:
    assert (
        render('{% button "Anuluj" url="/a/" kind="secondary" %}') == '<a class="btn s" href="/a/">Anuluj</a>'
    )
    assert render('{% button "Zapisz" %}') == '<button class="btn p" type="submit">Zapisz</button>'


def test_a_button_passes_attributes_on() -> None:
    html = render('{% button "Szukaj" hotkey="F2" hx_post="/b/" disabled=True name=missing %}', missing=None)
    assert 'data-hotkey="F2"' in html
    assert 'hx-post="/b/"' in html
    assert " disabled " in html
    assert "name=" not in html


def test_a_panel_has_a_heading_of_its_level_and_keeps_its_content() -> None:
    html = render('{% panel title="Zlecenia" level=3 link="/x/" link_text="Dodaj" %}<p>a</p>{% endpanel %}')
    assert "<h3>Zlecenia</h3>" in html
    assert '<div class="b"><p>a</p></div>' in html
    assert '<a href="/x/">Dodaj</a>' in html
    assert '<div class="b">' not in render('{% panel title="a" flush=True %}<p>a</p>{% endpanel %}')


def test_a_live_alert_is_read_out_at_once() -> None:
    assert 'role="alert"' in render('{% alert tone="bad" live=True %}Nie mieści się.{% endalert %}')
    assert 'role="status"' in render('{% alert tone="ok" live=True %}Zapisano.{% endalert %}')
    assert "role=" not in render('{% alert tone="warn" %}Kończy się.{% endalert %}')


@pytest.mark.parametrize(
    ("used", "total", "words", "tone"),
    [
        (58, 80, f"58 z{NBSP}80{NBSP}godz.", "pg "),
        (7, 8, "kończy się", "pg w"),
        (6, 6, "wykorzystane", "pg x"),
        (Decimal("7.5"), 6, f"przekroczone o{NBSP}1,5", "pg x"),
        (0, 0, "wykorzystane", "pg x"),
        (3, None, "bez limitu", "pg "),
    ],
)
def test_progress_says_in_words_how_much_is_left(used: Any, total: Any, words: str, tone: str) -> None:
    html = render('{% progress used total=total unit="godz." label="Opieka" %}', used=used, total=total)
    assert words in html
    assert f'class="{tone}' in html
    assert ("<progress" in html) == (total is not None)


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [(9, "zostało 9 dni", "ok"), (2, "zostały 2 dni", "warn"), (1, "został 1 dzień", "warn"), (22, "zostały 22 dni", "ok"),
     (0, "mija dziś", "warn"), (-1, "minął wczoraj", "bad"), (-2, "minął 2 dni temu", "bad")],
)  # fmt: skip
def test_a_deadline_is_said_in_words_and_tone(days: int, words: str, tone: str) -> None:
    html = render("{% deadline due %}", due=clock.today() + timedelta(days=days))
    assert words in html.replace(NBSP, " ")
    assert f'class="due {tone}"' in html


def test_a_missing_deadline_is_a_dash() -> None:
    assert render("{% deadline None %}") == "—"


@pytest.mark.parametrize(
    ("n", "words"),
    [(1, "1 osoba"), (2, "2 osoby"), (5, "5 osób"), (12, "12 osób"), (22, "22 osoby"), (0, "0 osób")],
)
def test_plural_forms_are_right(n: int, words: str) -> None:
    assert render('{% plural n "osoba" "osoby" "osób" %}', n=n).replace(NBSP, " ") == words


def test_a_fraction_takes_the_second_form() -> None:
    assert render('{% plural n "godzina" "godziny" "godzin" %}', n=Decimal("1.5")) == f"1,5{NBSP}godziny"


def test_money_is_zloty_and_grosze_are_grosze() -> None:
    assert render("{{ a|money }}", a=Decimal("1234.5")) == f"1{NBSP}234,50{NBSP}zł"
    assert render("{{ a|grosze }}", a=123450) == f"1{NBSP}234,50{NBSP}zł"
    assert render("{{ a|money }}", a=None) == "—"


def test_a_period_names_the_year_once() -> None:
    assert "1.06–30.11.2026" in render("{% period a b %}", a=date(2026, 6, 1), b=date(2026, 11, 30))
    assert "do 30.11.2026" in render("{% period None b %}", b=date(2026, 11, 30))


def test_a_phone_number_is_a_link() -> None:
    assert render("{{ p|phone }}", p="000555123") == '<a class="num" href="tel:+48000555123">000 555 123</a>'
    assert render("{{ p|phone }}", p="") == "—"


def test_crumbs_end_at_this_page() -> None:
    html = render('{% crumbs "Osoby" "/osoby/" "Halina Wesołowska" %}')
    assert '<a href="/osoby/">Osoby</a>' in html
    assert '<span aria-current="page">Halina Wesołowska</span>' in html


def test_the_open_tab_is_marked_and_zero_is_a_count() -> None:
    items = [{"label": "Wizyty", "url": "#", "count": 0, "active": True}, {"label": "Bliscy", "url": "#"}]
    html = render('{% tabs items=items label="Karta osoby" %}', items=items)
    assert html.count('aria-current="page"') == 1
    assert '<span class="n">0</span>' in html
    assert html.count('class="n"') == 1


def test_the_pager_counts_exactly_and_keeps_the_filters() -> None:
    request = RequestFactory().get("/osoby/", {"rejon": "w", "strona": "2"})
    page = Paginator(range(128), 25).page(2)
    html = render('{% pager page one="osoba" few="osoby" many="osób" %}', page=page, request=request)
    assert "<b>26–50</b>, razem <b>128</b> osób" in html
    assert "?rejon=w&amp;strona=1" in html
    assert "?rejon=w&amp;strona=3" in html


def test_an_empty_list_has_no_pages() -> None:
    html = render('{% pager page one="osoba" few="osoby" many="osób" %}', page=Paginator([], 25).page(1))
    assert "Brak wyników" in html
    assert "<nav" not in html


def test_an_empty_value_is_a_dash() -> None:
    html = render("{% facts pairs %}", pairs=[("Córka", "Joanna"), ("Opiekun", ""), ("Syn", 0)])
    assert html.count("<dd>—</dd>") == 1
    assert "<dd>0</dd>" in html


def test_an_avatar_is_initials_for_the_eye_only() -> None:
    assert render('{% avatar "Halina Wesołowska" %}') == '<span class="av" aria-hidden="true">HW</span>'
