"""From draft to law: ready only when whole, changed only as a draft, binding only after 14 days, ended on its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from opencus.audit.models import Entry
from opencus.centre.actors import Actor, Refused
from opencus.centre.models import Centre
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.core.states import WrongMove
from opencus.core.tenancy import acting_in
from opencus.programmes import contents, queries
from opencus.programmes.actions import version_contents, version_copy, versions
from opencus.programmes.actions.versions import NotReady
from opencus.programmes.models import Clause, Programme, ProgrammeVersion, Stage
from opencus.programmes.rules import completeness, lawmaking
from opencus.programmes.tasks import turn_of_day
from opencus.programmes.tests.factories import physiotherapist, programme_in_force
from opencus.programmes.tests.factories_versions import complete_draft

Make = Callable[..., Actor]
State = ProgrammeVersion.State


@pytest.fixture
def ewa(make_actor: Make) -> Actor:
    """Ewa Sikora, organiser of social services: keeps the programme."""
    return make_actor(Role.OUS, name="Ewa Sikora")


@pytest.fixture
def marek(make_actor: Make) -> Actor:
    """Marek Bielecki, reception: reads the programme."""
    return make_actor(Role.RECEPTION, name="Marek Bielecki")


def adopted(ewa: Actor, *, promulgated: date | None = None, **fields: object) -> ProgrammeVersion:
    """A version the council voted for yesterday."""
    version = versions.mark_ready(by=ewa, version=complete_draft(**fields))
    version = versions.adopt(by=ewa, version=version, resolution_number=f"V/{version.number}/2026", resolution_date=today() - timedelta(days=30))
    if promulgated:
        version.promulgated_on = promulgated
        version.save()
    return version


def test_a_whole_draft_becomes_ready_and_the_journal_says_so(ewa: Actor) -> None:
    version = versions.mark_ready(by=ewa, version=complete_draft())
    assert version.state == State.READY
    assert Entry.objects.filter(kind="programmes.version.moved", subject_id=version.id).exists()


@pytest.mark.parametrize(
    ("number", "broken"),
    [
        (1, {"aim": " "}), (3, {"needs": ""}), (3, {"diagnosis_id": None}), (6, {"procedure": ""}), (7, {"fees_apply": None}),
        (7, {"fees_apply": False}), (7, {"reliefs_apply": None}), (8, {"evidence_kinds": []}), (8, {"evidence_kinds": ["inne"]}),
        (9, {"data_fields": []}), (9, {"data_fields": ["age", "income"]}), (10, {"organisation": ""}), (11, {"monitoring": ""}),
    ],
)  # fmt: skip
def test_one_missing_element_keeps_it_from_the_council(ewa: Actor, number: int, broken: dict[str, object]) -> None:
    version = complete_draft()
    ProgrammeVersion.objects.filter(id=version.id).update(**broken)
    with pytest.raises(NotReady) as refused:
        versions.mark_ready(by=ewa, version=version)
    assert [one.number for one in refused.value.elements] == [number]
    assert refused.value.elements[0].problems
    version.refresh_from_db()
    assert version.state == State.DRAFT


@pytest.mark.parametrize(("number", "rows"), [(4, "target_groups"), (10, "stages"), (11, "measures"), (12, "budget_lines")])
def test_one_missing_list_keeps_it_from_the_council(ewa: Actor, number: int, rows: str) -> None:
    version = complete_draft()
    getattr(version, rows).all().delete()
    with pytest.raises(NotReady) as refused:
        versions.mark_ready(by=ewa, version=version)
    assert [one.number for one in refused.value.elements] == [number]


def test_a_service_nobody_is_planned_for_or_whose_rule_is_broken_is_named(ewa: Actor) -> None:
    version = complete_draft()
    version.services.filter(service__code="TAXI").update(planned_persons=0, access_rule={"fact": "shoe_size", "op": "==", "value": 1})
    elements = {one.number: one for one in completeness.missing(contents.of(version))}
    assert set(elements) == {4, 6}
    assert "Taxówka" in elements[4].problems[0][0]
    assert elements[6].problems[0][1] == "offer"


def test_a_programme_without_fees_says_that_they_do_not_apply(ewa: Actor) -> None:
    version = complete_draft(fees_apply=False, reliefs_apply=False)
    for service in version.services.all():
        service.fee_rules.all().delete()
        service.reliefs.all().delete()
    assert {one.number: one.state for one in completeness.elements(contents.of(version))}[7] == "not_applicable"
    assert versions.mark_ready(by=ewa, version=version).state == State.READY


def test_only_in_its_first_year_the_centre_may_do_without_a_diagnosis(ewa: Actor, centre: Centre) -> None:
    version = complete_draft()
    ProgrammeVersion.objects.filter(id=version.id).update(diagnosis=None)
    with time_machine.travel(centre.created_on + timedelta(days=366)), pytest.raises(NotReady):
        versions.mark_ready(by=ewa, version=version)
    with time_machine.travel(centre.created_on + timedelta(days=365)):
        assert versions.mark_ready(by=ewa, version=version).state == State.READY


def test_only_a_draft_is_changed_and_the_refusal_says_what_to_do(ewa: Actor) -> None:
    version = versions.mark_ready(by=ewa, version=complete_draft())
    with pytest.raises(ValidationError, match="cofnij ją do szkicu"):
        version_contents.write_texts(by=ewa, version=version, aim="Inny cel.")
    with pytest.raises(ValidationError, match="gotowy dla rady"):
        version_contents.write_part(by=ewa, version=version, kind=Stage, name="x", starts_on=today(), ends_on=today())
    back = versions.send_back(by=ewa, version=version)
    assert version_contents.write_texts(by=ewa, version=back, aim="Inny cel.").aim == "Inny cel."
    with pytest.raises(ValidationError, match="nowa wersja"):
        versions.editable(programme_in_force(name="Stary"))


def test_reception_reads_but_does_not_write(marek: Actor) -> None:
    version = complete_draft()
    for act in (versions.mark_ready, versions.send_back, versions.bring_into_force):
        with pytest.raises(Refused):
            act(by=marek, version=version)
    with pytest.raises(Refused):
        version_copy.amend(by=marek, version=version, change_reason="x", valid_from=today(), valid_to=today())
    with pytest.raises(Refused):
        versions.start_programme(by=marek, name="Nowy", valid_from=today(), valid_to=today())


def test_the_vote_has_a_number_and_a_day_that_was(ewa: Actor) -> None:
    version = complete_draft()
    with pytest.raises(WrongMove):
        versions.adopt(by=ewa, version=version, resolution_number="V/1/2026", resolution_date=today())
    version = versions.mark_ready(by=ewa, version=version)
    with pytest.raises(ValidationError, match="przyszłości"):
        versions.adopt(by=ewa, version=version, resolution_number="V/1/2026", resolution_date=today() + timedelta(days=1))
    voted = versions.adopt(by=ewa, version=version, resolution_number=" V/1/2026 ", resolution_date=today())
    assert (voted.state, voted.resolution_number) == (State.ADOPTED, "V/1/2026")


def test_fourteen_whole_days_pass_after_promulgation() -> None:
    # Promulgated on 20 July 2021, in force on 4 August, as the first programme of Starachowice.
    assert lawmaking.earliest_force(date(2021, 7, 20)) == date(2021, 8, 4)
    assert lawmaking.force_problem(date(2021, 8, 4), date(2021, 7, 20)) == ""
    assert "4.08.2021" in lawmaking.force_problem(date(2021, 8, 3), date(2021, 7, 20))


def test_the_information_on_realisation_is_due_four_months_after_the_end() -> None:
    assert lawmaking.report_due(date(2026, 12, 31)) == date(2027, 4, 30)


def test_promulgation_moves_the_first_day_when_it_is_too_early(ewa: Actor) -> None:
    version = adopted(ewa, valid_from=today() + timedelta(days=3))
    promulgated = today() - timedelta(days=1)
    with pytest.raises(ValidationError, match="najwcześniej"):
        versions.promulgate(by=ewa, version=version, promulgated_on=promulgated, journal_position="poz. 7", valid_from=version.valid_from)
    first = lawmaking.earliest_force(promulgated)
    done = versions.promulgate(by=ewa, version=version, promulgated_on=promulgated, journal_position="poz. 7", valid_from=first)
    assert (done.valid_from, done.promulgated_on) == (first, promulgated)


def test_a_draft_does_not_go_to_bip(ewa: Actor) -> None:
    with pytest.raises(ValidationError, match="uchwalony"):
        versions.publish_in_bip(by=ewa, version=complete_draft(), bip_office_on=today(), bip_centre_on=None)


def test_both_bips_keep_their_own_day(ewa: Actor) -> None:
    done = versions.publish_in_bip(by=ewa, version=adopted(ewa), bip_office_on=today(), bip_centre_on=None)
    assert (done.bip_office_on, done.bip_centre_on) == (today(), None)


def test_the_new_version_binds_from_its_day_and_the_old_one_ends_the_day_before(ewa: Actor, centre: Centre) -> None:
    old = programme_in_force()
    old_service = physiotherapist(version=old)
    new = adopted(ewa, number=2, replaces=old, valid_from=today() + timedelta(days=5), promulgated=today() - timedelta(days=20))
    with acting_in(centre.id):
        turn_of_day()
    assert queries.versions_in_force(today()).get() == old
    with pytest.raises(ValidationError, match="obowiązuje od"):
        versions.bring_into_force(by=ewa, version=new)
    with time_machine.travel(new.valid_from + timedelta(days=2)):
        turn_of_day()
        turn_of_day()  # harmless again
        assert queries.versions_in_force(today()).get() == new
    old.refresh_from_db()
    assert (old.state, old.valid_to) == (State.ENDED, new.valid_from - timedelta(days=1))
    old_service.refresh_from_db()
    assert old_service.version_id == old.id
    assert Entry.objects.filter(kind="programmes.version.in_force").count() == 1


def test_nothing_binds_before_it_is_promulgated(ewa: Actor) -> None:
    version = adopted(ewa, valid_from=today() - timedelta(days=1))
    turn_of_day()
    version.refresh_from_db()
    assert version.state == State.ADOPTED
    with pytest.raises(ValidationError, match="ogłoszenie"):
        versions.bring_into_force(by=ewa, version=version)


def test_a_person_may_do_what_the_night_has_not_done_yet(ewa: Actor) -> None:
    version = adopted(ewa, valid_from=today(), promulgated=today() - timedelta(days=15))
    assert versions.bring_into_force(by=ewa, version=version).state == State.IN_FORCE


def test_several_programmes_bind_at_once(ewa: Actor) -> None:
    programme_in_force(name="Taxi dla seniora")
    version = adopted(ewa, valid_from=today(), promulgated=today() - timedelta(days=15))
    versions.bring_into_force(by=ewa, version=version)
    assert queries.versions_in_force(today()).count() == 2
    with pytest.raises(ValidationError, match="Jest już program"):
        versions.start_programme(by=ewa, name="TAXI dla seniora", valid_from=today(), valid_to=today())
    assert Programme.objects.count() == 2


def test_a_programme_ends_when_its_period_is_over(ewa: Actor) -> None:
    version = programme_in_force(valid_to=today())
    turn_of_day()
    version.refresh_from_db()
    assert version.state == State.IN_FORCE
    with time_machine.travel(today() + timedelta(days=1)):
        turn_of_day()
    version.refresh_from_db()
    assert version.state == State.ENDED


def test_an_amendment_copies_everything_and_shares_nothing(ewa: Actor) -> None:
    old = complete_draft()
    new = version_copy.amend(by=ewa, version=old, change_reason="Nowa grupa docelowa.", valid_from=old.valid_from + timedelta(days=60), valid_to=old.valid_to)
    assert (new.number, new.state, new.replaces_id, new.resolution_number, new.session_on) == (2, State.DRAFT, old.id, "", None)
    before, after = contents.rules_of_version(old), contents.rules_of_version(new)
    assert [(one.code, one.condition, one.limits, one.tariffs, one.reliefs, one.points) for one in before] == [
        (one.code, one.condition, one.limits, one.tariffs, one.reliefs, one.points) for one in after
    ]
    assert {one.id for one in before}.isdisjoint({one.id for one in after})
    for rows in ("target_groups", "clauses", "stages", "measures", "budget_lines"):
        assert getattr(new, rows).count() == getattr(old, rows).count() == 1
    clause, measure = Clause.objects.get(version=new), new.measures.get()
    assert clause.programme_service is not None
    assert (clause.programme_service.version_id, measure.clause_id) == (new.id, clause.id)
    assert clause.origins.count() == 1
    assert [target.target_group.version_id for one in new.services.all() for target in one.targets.all()] == [new.id] * 3
    assert completeness.missing(contents.of(new)) == ()


def test_a_table_changed_in_the_draft_does_not_change_what_is_in_force(ewa: Actor) -> None:
    old = complete_draft()
    new = version_copy.amend(by=ewa, version=old, change_reason="Ceny.", valid_from=old.valid_from + timedelta(days=60), valid_to=old.valid_to)
    fee = new.services.get(service__code="UO").fee_rules.get()
    fee.table.unit_cost = Decimal(50)
    fee.table.save()
    assert old.services.get(service__code="UO").fee_rules.get().table.unit_cost == Decimal(38)


def test_an_amendment_has_a_reason_and_begins_later(ewa: Actor) -> None:
    old = complete_draft()
    with pytest.raises(ValidationError, match="dlaczego"):
        version_copy.amend(by=ewa, version=old, change_reason=" ", valid_from=old.valid_to, valid_to=old.valid_to)
    with pytest.raises(ValidationError, match="zacząć się po"):
        version_copy.amend(by=ewa, version=old, change_reason="Ceny.", valid_from=old.valid_from, valid_to=old.valid_to)


def test_parts_of_a_draft_are_written_once_and_stay_in_their_version(ewa: Actor) -> None:
    version = complete_draft()
    with pytest.raises(ValidationError, match="już jest"):
        version_contents.write_part(by=ewa, version=version, kind=Clause, number="§ 5", text="Drugi raz.", programme_service=None, aspect="other")
    made = version_contents.write_part(by=ewa, version=version, kind=Clause, number="§ 6", text="Ulgi.", programme_service=None, aspect="relief")
    assert isinstance(made, Clause)
    assert made.position == 2
    other = version_copy.amend(by=ewa, version=version, change_reason="x", valid_from=version.valid_to, valid_to=version.valid_to)
    with pytest.raises(ValidationError, match="innej wersji"):
        version_contents.write_part(
            by=ewa, version=version, kind=Clause, number="§ 7", text="Cudza.", programme_service=other.services.first(), aspect="fee"
        )
    with pytest.raises(Clause.DoesNotExist):
        version_contents.remove_part(by=ewa, version=other, kind=Clause, part_id=made.id)
    version_contents.remove_part(by=ewa, version=version, kind=Clause, part_id=made.id)
    assert version.clauses.count() == 1


def test_a_document_off_the_list_proves_nothing(ewa: Actor) -> None:
    version = complete_draft()
    version_contents.write_data(by=ewa, version=version, data_fields=["age"], evidence_kinds="karta seniora\n\n karta  seniora\norzeczenie")
    version = version_contents.write_evidence(by=ewa, version=version, evidence_for={"senior_card": ["karta seniora", "zdjęcie"], "age": ["zdjęcie"]})
    assert version.evidence_kinds == ["karta seniora", "orzeczenie"]
    assert version.evidence_for == {"senior_card": ["karta seniora"]}


def test_a_measure_is_read_in_any_state_but_not_ahead(ewa: Actor) -> None:
    measure = adopted(ewa).measures.get()
    version_contents.read_measure(by=ewa, measure=measure, on=today(), value=Decimal(80))
    version_contents.read_measure(by=ewa, measure=measure, on=today(), value=Decimal(85))
    assert measure.readings.get().value == Decimal(85)
    with pytest.raises(ValidationError, match="przyszłość"):
        version_contents.read_measure(by=ewa, measure=measure, on=today() + timedelta(days=1), value=Decimal(1))
