"""A field shows label, hint, error and the right control, and keeps what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template import Context, Template

from opencus.core.gallery import ExampleForm, bad_form, good_form


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def field(form: forms.Form, name: str, options: str = "") -> str:
    return render("{% field bound " + options + " %}", bound=form[name])


def test_a_text_field_has_label_and_input_that_belong_together() -> None:
    html = field(good_form(), "name", 'autocomplete="off" width=20')
    assert 'for="dobry_name"' in html
    assert 'id="dobry_name"' in html
    assert 'autocomplete="off"' in html
    assert 'class="govuk-input w-20"' in html
    assert 'value="Halina Wesołowska"' in html


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(nieobowiązkowe)" in field(good_form(), "phone")
    assert "(nieobowiązkowe)" not in field(good_form(), "name")
    assert "(nieobowiązkowe)" not in field(good_form(), "phone", "optional=False")


def test_hint_and_error_are_read_with_the_field() -> None:
    html = field(bad_form(), "born", 'hint="Dzień, miesiąc, rok"')
    assert 'aria-describedby="zly_born_hint zly_born_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="zly_born_hint"' in html
    assert 'id="zly_born_error"' in html


def test_an_unreadable_date_time_or_number_stays_as_it_was_typed() -> None:
    form = bad_form()
    assert 'type="text" name="born" value="31.02.1944"' in field(form, "born")
    assert 'type="text" name="hour" value="9:10"' in field(form, "hour")
    assert 'type="text" name="fee" value="cztery"' in field(form, "fee", "width=5")


def test_a_good_date_uses_the_browsers_own_control() -> None:
    assert 'type="date" name="born" value="1944-03-09"' in field(good_form(), "born")


def test_a_segmented_choice_is_a_group_of_radio_buttons() -> None:
    html = field(good_form(), "wheelchair", 'control="segmented"')
    assert "<fieldset" in html
    assert "<legend" in html
    assert html.count('type="radio"') == 3
    assert 'value="folding" checked' in html


def test_an_empty_option_is_no_radio_button_when_an_answer_is_needed() -> None:
    assert field(good_form(), "district", 'control="radios"').count('type="radio"') == 2
    assert "<select" in field(good_form(), "district")


def test_several_boxes_may_be_ticked() -> None:
    html = field(good_form(), "needs")
    assert html.count('type="checkbox"') == 3
    assert 'value="walk" checked' in html


def test_one_box_has_its_label_beside_it() -> None:
    html = field(bad_form(), "consent")
    assert html.count("<label") == 1
    assert 'aria-describedby="zly_consent_hint zly_consent_error"' in html


def test_a_hidden_field_is_only_its_input() -> None:
    class WithHidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

    assert field(WithHidden(initial={"token": "x"}), "token").startswith('<input type="hidden"')


def test_what_was_typed_is_escaped() -> None:
    form = ExampleForm({"name": "", "note": '<script>"x"</script>', "email": '"><b>'})
    html = field(form, "note") + field(form, "email")
    assert "<script>" not in html
    assert '"><b>' not in html


def test_errors_name_their_field_and_say_what_to_do() -> None:
    html = render("{% error_summary form %}", form=bad_form())
    assert '<a href="#zly_name">Wypełnij pole „Imię i nazwisko”.</a>' in html
    assert '<a href="#zly_contact_0">Wybierz odpowiedź w polu „Jak się kontaktować”.</a>' in html
    assert "31.05.2026" in html
    assert '<a href="#zly_consent">Zaznacz pole' in html
    assert "To pole jest wymagane" not in html


def test_an_error_of_the_whole_form_stands_without_a_link() -> None:
    html = render("{% error_summary form %}", form=bad_form())
    assert "<li>Podaj telefon, jeśli zamawiasz przejazd na godzinę.</li>" in html


def test_a_form_of_its_own_words_keeps_them() -> None:
    class Worded(forms.Form):
        name = forms.CharField(label="Imię", error_messages={"required": "Wpisz imię dziecka."})

    assert "Wpisz imię dziecka." in render("{% error_summary form %}", form=Worded({}))


def test_no_errors_no_summary() -> None:
    assert render("{% error_summary form %}", form=good_form()) == ""
    assert render("{% error_summary form %}", form=None) == ""


def test_several_forms_share_one_summary() -> None:
    formset_class: Any = forms.formset_factory(ExampleForm, extra=1)
    formset = formset_class({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-email": "x"})
    html = render("{% error_summary form formset %}", form=bad_form(), formset=formset)
    assert html.count('role="alert"') == 1
    assert "#id_form-0-email" in html


@pytest.mark.parametrize("name", list(ExampleForm.base_fields))
def test_every_control_renders_empty_and_wrong(name: str) -> None:
    assert field(good_form(), name)
    assert field(bad_form(), name)
