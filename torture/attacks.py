"""The forty attacks, each with its outcome and the tests that make it; run, the tests are run and counted by number.

    .venv/bin/python torture/attacks.py
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from xml.etree import ElementTree

import _ground as ground

T = "tests/attacks/test_texts.py::"
F = "tests/attacks/test_forms.py::"
S = "tests/attacks/test_same_record.py::"
U = "tests/attacks/test_files.py::"
HOLDS, OTHER, NOT_YET = "as expected", "otherwise, and why", "not applicable yet"


@dataclass(frozen=True)
class Attack:
    """One attack: what is done, what happens, how far that is what was asked for, which tests prove it."""

    what: str
    outcome: str
    tests: tuple[str, ...]
    state: str = HOLDS


def _of(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{file}::test_{name}" for name in names)


CONFIG, PEOPLE, CORE, DELIVERY = "src/opencus/config/tests/", "src/opencus/people/tests/", "src/opencus/core/tests/", "src/opencus/delivery/tests/"
SESSIONS = "src/opencus/centre/tests/test_sessions.py"
UPLOADS = "no form takes a file; a file part is passed over; a test fails on the day one does"

ATTACKS: dict[int, Attack] = {
    1: Attack("NUL in any field or address", "an error of the field, 400 for an address", (f"{T}test_1_a_nul_in_any_field_is_an_error_of_that_field", f"{T}test_1_a_nul_in_an_address_is_a_bad_request")),
    2: Attack("search for nothing, blanks, combining marks", "200, nobody found", (f"{T}test_2_searching_for_nothing_shows_a_page_and_nobody",)),
    3: Attack("10^20, −1, 1e9, ٣ as id, day, page", "404 or the nearest page, never 500", (f"{T}test_3_a_wild_number_in_any_address_finds_nothing", f"{T}test_3_a_wild_number_behind_the_question_mark_is_answered")),
    4: Attack("1 MB in a short field; 10,001 fields", "an error of the field; 400", (f"{T}test_4_a_megabyte_in_a_short_field_is_an_error_of_that_field", f"{T}test_4_ten_thousand_fields_are_refused", f"{T}test_4_a_body_of_six_megabytes_is_refused")),
    5: Attack("emoji, right-to-left override, zero width, homoglyphs", "stored composed, invisible signs taken out; letters of another alphabet are names and stay", (f"{T}test_5_names_are_stored_composed_and_without_what_cannot_be_seen", *_of(CORE + "test_text.py", "what_cannot_be_seen_is_not_stored"))),
    6: Attack("quotes, wildcards, comments in a search", "literal: signs are folded away, nothing matches by them", (f"{T}test_6_signs_of_a_database_are_searched_for_literally",)),
    7: Attack("markup in every field, then every page and CSV", "escaped; the policy allows no inline script", (f"{T}test_7_markup_in_every_field_is_shown_as_text_on_every_page",)),
    8: Attack("template signs in letters", "letters stay letters; no code makes a template of a text", (f"{T}test_8_template_signs_in_a_letter_are_letters", f"{T}test_8_no_code_makes_a_template_of_a_text")),
    9: Attack("formulas in exports", "prefixed, typed as text", (f"{U}test_9_a_name_that_is_a_formula_leaves_as_text", *_of(CORE + "test_export.py", "a_formula_becomes_text", "defused_text_never_starts_a_formula"))),
    10: Attack("wrong PESEL", "told and not saved; a person may be registered before the number is known, the reason may follow", (f"{T}test_10_a_wrong_pesel_is_told_and_not_saved", f"{T}test_10_without_a_pesel_a_person_is_saved_and_counts_as_one_without"), OTHER),
    11: Attack("PESEL known in another centre", "no hint: the page equals that of an unknown number", (f"{T}test_11_a_pesel_of_another_centre_leaves_no_hint",)),
    12: Attack("object of another centre in an address", "404, written as an attempt", (*_of(CONFIG + "test_attempts.py", "a_number_that_is_not_of_this_centre_is_an_attempt_written_once"), *_of("tests/matrix/test_addresses.py", "an_address_lets_in_whom_the_table_names"))),
    13: Attack("key of another centre in a body", "an error of the form; the database refuses on its own", (f"{F}test_16_a_foreign_worker_or_choice_in_the_body_is_an_error_of_the_field", *_of("src/opencus/intake/tests/test_call_screen.py", "a_person_of_another_centre_cannot_be_chosen"))),
    14: Attack("injected switch of the centre", "0 rows: the context is signed", (*_of(CORE + "test_tenancy.py", "an_injected_switch_of_centre_opens_nothing"), *_of("tests/matrix/test_probes.py", "an_injected_switch_of_the_centre_opens_no_table"))),
    15: Attack("file outside one's own matters", "closed until a reason is given; the superior is told", _of("src/opencus/desk/tests/test_glass.py", "a_strangers_file_shows_only_that_the_person_is_known", "a_reason_opens_the_file_for_eight_hours_and_for_nobody_else", "the_superior_acknowledges_with_a_note_and_never_ones_own")),
    16: Attack("hidden fields: price, state, centre, owner", "ignored or refused", (f"{F}test_16_hidden_fields_of_a_booking_change_neither_state_nor_person_nor_price", f"{F}test_16_hidden_fields_of_a_person_change_neither_centre_nor_identity", f"{F}test_16_a_foreign_worker_or_choice_in_the_body_is_an_error_of_the_field")),
    17: Attack("steps skipped", "refused with the state named (422, or 409 where somebody was faster); the table of moves knows no such step", (*_of("src/opencus/intake/tests/test_decisions.py", "a_decided_service_cannot_be_refused", "every_move_in_the_table_is_possible_and_no_other", "without_reasons_there_is_no_decision"), *_of("src/opencus/entitlements/tests/test_screens.py", "a_draft_without_reasons_is_not_signed")), OTHER),
    18: Attack("one's own request approved", "break-glass and hand-overs: refused; a plan of one's own in a centre of one: allowed, recorded, reportable", (*_of("src/opencus/plans/tests/test_plan.py", "approving_ones_own_plan_is_allowed_recorded_and_reportable"), *_of("src/opencus/desk/tests/test_glass.py", "the_superior_acknowledges_with_a_note_and_never_ones_own"), *_of("src/opencus/worklist/tests/test_wall.py", "whoever_hands_over_does_not_accept_and_a_division_answers_for_itself")), OTHER),
    19: Attack("double click, back, resend, 32 at once", "one effect, one answer", _of(CONFIG + "test_once.py", "a_double_click_opens_one_office_and_both_clicks_get_its_page", "going_back_and_sending_the_same_again_changes_nothing", "thirty_two_at_the_same_moment_have_one_effect_and_one_answer")),
    20: Attack("the same token, another body", "422, everything typed shown, can be sent as new", _of(CONFIG + "test_once.py", "other_words_under_a_used_token_are_shown_and_can_be_sent_as_new", "the_same_token_at_another_address_is_not_the_same_form")),
    21: Attack("two book the same hour, the last place", "one booked, one 409 with free hours", (f"{F}test_21_the_second_gets_409_with_free_hours", *_of(DELIVERY + "test_races.py", "six_dispatchers_and_one_free_hour", "the_last_unit_of_an_order_is_given_once"), *_of("src/opencus/entitlements/tests/test_races.py", "of_two_clerks_giving_the_last_place_one_succeeds_and_one_is_told_why"))),
    22: Attack("two edit one record", "409 with both values, nothing lost; different fields are both kept", (f"{S}test_a_street_that_both_correct_is_shown_twice_and_saved_on_the_second_word", f"{S}test_corrections_of_different_fields_are_both_kept", f"{S}test_a_visit_moved_by_a_colleague_is_not_moved_back_unseen", f"{S}test_a_ride_given_another_hour_meanwhile_asks_again", f"{S}test_a_draft_rewritten_by_a_colleague_is_not_overwritten_unseen")),
    23: Attack("no token, wrong Origin, text/plain", "403", (f"{F}test_23_a_form_that_no_page_of_ours_made_is_refused", f"{F}test_23_a_right_token_from_a_foreign_origin_is_refused")),
    24: Attack("fixed session, old cookie", "a new session at log-in; ended ones open nothing at the next request", (*_of(CONFIG + "test_login.py", "the_log_in_gives_a_new_session", "the_session_of_a_deactivated_user_dies_at_the_next_request", "a_role_that_ended_yesterday_opens_nothing_today"), *_of(SESSIONS, "a_cookie_slipped_in_before_the_log_in_is_worth_nothing_after_it", "an_old_cookie_is_dead_after_the_log_out", "a_new_password_ends_every_session"))),
    25: Attack("stolen cookie elsewhere", "in another browser the password is asked and the owner told; the owner sees and ends every session", _of(SESSIONS, "a_stolen_cookie_in_another_browser_asks_for_the_password_and_is_told", "barbara_sees_where_she_is_logged_in_and_ends_the_other_window")),
    26: Attack("wrong passwords, spraying", "growing locks, the same answer, attempts recorded", _of(CONFIG + "test_login.py", "nobody_else_is_locked_out_even_in_the_same_office", "the_record_of_attempts_keeps_no_password")),
    27: Attack("does the login exist", "identical answers", _of(CONFIG + "test_login.py", "an_unknown_e_mail_and_a_wrong_password_get_the_same_answer")),
    28: Attack("weak passwords", "refused with a reason; long ones taken", _of(CONFIG + "test_login.py", "a_password_is_long_and_not_common", "a_refused_password_says_what_to_do")),
    29: Attack("one-time codes replayed and guessed", "one use, few tries", _of(CONFIG + "test_login.py", "codes_cannot_be_guessed_without_end", "a_spare_code_works_once")),
    30: Attack("open redirect", "leads home", (f"{F}test_30_no_address_in_a_form_leads_out_of_the_house", *_of(CONFIG + "test_login.py", "nobody_is_sent_to_a_foreign_address_after_the_log_in"))),
    31: Attack("forged Host, forwarded headers", "400; not believed", (f"{F}test_31_a_foreign_host_is_a_bad_request", f"{F}test_31_a_forwarded_host_is_not_believed", *_of(CONFIG + "test_proxy.py", "a_stranger_cannot_say_who_he_is", "nobody_passes_for_encrypted_by_saying_so"))),
    32: Attack("dangerous uploads", UPLOADS, (f"{U}test_32_to_36_a_file_in_a_form_is_not_opened_and_not_kept", f"{U}test_32_to_36_no_form_and_no_code_takes_files"), NOT_YET),
    33: Attack("archives that swell or climb", UPLOADS + "; a compressed body is not unpacked", (f"{U}test_33_a_body_that_unpacks_itself_is_taken_as_it_is", f"{U}test_32_to_36_no_form_and_no_code_takes_files"), NOT_YET),
    34: Attack("XML entities", UPLOADS + "; no code reads XML", (f"{U}test_32_to_36_no_form_and_no_code_takes_files",), NOT_YET),
    35: Attack("giant pictures, PDF with scripts", UPLOADS, (f"{U}test_32_to_36_no_form_and_no_code_takes_files",), NOT_YET),
    36: Attack("spoilt CSV in an import", UPLOADS + "; there is no import of CSV", (f"{U}test_32_to_36_a_file_in_a_form_is_not_opened_and_not_kept",), NOT_YET),
    37: Attack("1,000 files opened in ten minutes, export of all", "slowed down, the inspector alarmed, written", _of(CONFIG + "test_attempts.py", "a_thousand_openings_raise_an_alarm_and_the_next_must_wait", "an_export_weighs_as_many_people_as_it_shows")),
    38: Attack("slow and endless headers", "a header that does not come is cut off by the server after ten seconds, one over 64 KiB at once; ten thousand connections are the proxy's and the kernel's to limit", (f"{F}test_38_the_server_waits_for_no_slow_or_endless_header",), OTHER),
    39: Attack("kill -9, disk full, clock jumps, DST, 29 February", "0 acknowledged lost, back by itself, calendars right", (*_of(CONFIG + "test_revive.py", "a_killed_database_comes_back_with_every_row"), *_of(CONFIG + "test_cluster_trouble.py", "an_acknowledged_row_survives_killing_server_and_children"), *_of(DELIVERY + "test_booking_visits.py", "on_the_night_of_two_o_clock_twice_three_hours_are_four"), *_of(CORE + "test_clock.py", "adding_months_lands_in_the_right_month_and_never_skips_its_end"), *_of(CONFIG + "test_backup_places.py", "the_hour_that_comes_twice_gives_two_names"))),
    40: Attack("journal changed, old backup restored", "the first bad entry named; the anchor does not fit", _of("src/opencus/audit/tests/test_verify.py", "a_hundred_random_tamperings_are_found_each_at_its_first_entry", "newest_entries_cut_off_are_found_by_an_anchor_only", "a_restored_old_backup_is_found_by_an_anchor")),
}  # fmt: skip


def main() -> int:
    parser = ground.options("The forty attacks.")
    chosen = parser.parse_args()
    began = time.monotonic()
    report = ground.folder("attacks") / "report.xml"
    report.parent.mkdir(parents=True, exist_ok=True)
    nodes = sorted({test for attack in ATTACKS.values() for test in attack.tests})
    environment = {name: value for name, value in ground.environment("attacks").items() if name not in ground.CALM}
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", f"--junitxml={report}", *nodes], cwd=ground.ROOT, env=environment, check=False, stdout=subprocess.DEVNULL)
    passed, failed = _counted(report)
    ran = len(passed) + len(failed)
    states = [attack.state for attack in ATTACKS.values()]
    return ground.keep(
        "attacks", title="The forty attacks", promise="each ends as the table says, each with its tests", held=not failed and ran >= len(nodes),
        figures=[("attacks", len(ATTACKS)), (HOLDS, states.count(HOLDS)), (OTHER, states.count(OTHER)), (NOT_YET, states.count(NOT_YET)),
                 ("tests named", len(nodes)), ("cases run", ran), ("failed", len(failed))],
        quick=chosen.quick, seconds=time.monotonic() - began, notes=sorted(failed)[:20],
    )  # fmt: skip


def _counted(report: object) -> tuple[list[str], list[str]]:
    passed, failed = [], []
    for case in ElementTree.parse(str(report)).iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None or case.find("skipped") is not None
        (failed if bad else passed).append(f"{case.get('classname')}::{case.get('name')}")
    return passed, failed


if __name__ == "__main__":
    sys.exit(main())
