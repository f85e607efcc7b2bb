"""The information on realisation: seven elements, counted from what happened, published whole or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from opencus.audit.models import Entry
from opencus.centre.actors import Refused
from opencus.centre.roles import Role
from opencus.core.clock import today
from opencus.core.pdf import render
from opencus.core.tenancy import acting_in
from opencus.desk.queries.duties import duty
from opencus.entitlements.models import EntitlementUse
from opencus.programmes.models import (
    BudgetLine,
    EffectMeasure,
    EffectReading,
    FundingSource,
    ProgrammeVersion,
)
from opencus.reporting.actions import realisation as actions
from opencus.reporting.models import RealisationReport
from opencus.reporting.realisation_documents import realisation_sheet
from opencus.reporting.realisation_queries import report_of
from opencus.reporting.realisation_rules import NotReported, due_on, missing, percent_said, persons_said
from opencus.reporting.tests.ended import ended_version, offered_of

pytestmark = pytest.mark.usefixtures("centre")
HERE = "/testowo"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-23 09:00 +0100", tick=False):
        yield


def complete(by, version: ProgrammeVersion) -> RealisationReport:
    """Everything that a person has to add."""
    talk = str(offered_of(version, "POR").pk)
    return actions.write(
        by=by, version=version, degree="Zrobiono wszystko oprócz wycieczek.", assessment="Ludzie są zadowoleni.", other_costs=Decimal("1500.50"),
        other_costs_for="lokal", by_service={talk: {"persons": 12, "providers": "centrum; Fundacja Razem"}},
    )  # fmt: skip


def url(name: str, version: ProgrammeVersion) -> str:
    return HERE + reverse(f"reporting:{name}", args=[version.id])


def test_users_providers_and_costs_are_counted_by_service(organiser):
    report = complete(organiser, ended_version())
    rows = {one["name"]: one for one in report.figures["services"]}
    physio, handyman, talk = rows["Mobilny fizjoterapeuta"], rows["Złota rączka"], rows["Poradnia"]
    assert (physio["planned"], physio["persons"], Decimal(physio["units"]), Decimal(physio["cost"])) == (50, 6, 6, 600)
    assert physio["providers"] == ["Pomocna Dłoń"]
    assert (handyman["persons"], handyman["providers"]) == (3, ["Spółdzielnia"])
    assert (talk["persons"], talk["providers"]) == (12, ["centrum", "Fundacja Razem"])
    assert (report.figures["persons"], report.figures["planned"], Decimal(report.figures["costs"])) == (9, 300, 900)


def test_a_service_booked_but_not_used_has_no_users(organiser):
    version = ended_version()
    EntitlementUse.objects.update(state="reserved")
    report = actions.prepare(by=organiser, version=version)
    assert {one["name"]: one["persons"] for one in report.figures["services"]} == {"Mobilny fizjoterapeuta": 0, "Złota rączka": 0, "Poradnia": None}


def test_the_figures_stay_as_they_were_when_prepared(organiser):
    version = ended_version()
    report = complete(organiser, version)
    EntitlementUse.objects.all().delete()
    report.refresh_from_db()
    assert report.figures["persons"] == 9
    assert actions.prepare(by=organiser, version=version).figures["persons"] == 0


def test_each_missing_element_is_named_and_publication_refused(organiser):
    version = ended_version()
    EffectMeasure.objects.create(version=version, name="zadowolenie", unit="%", target=80)
    actions.prepare(by=organiser, version=version)
    lacking = missing(actions.elements_of(report_of(version)))
    assert [one.number for one in lacking] == [3, 4, 5, 6, 7]
    assert "Brakuje odczytu: zadowolenie" in lacking[2].lacking
    assert "Poradnia" in lacking[0].lacking
    with pytest.raises(NotReported, match="Informacja nie jest pełna"):
        actions.publish(by=organiser, version=version, bip_office_on=today(), bip_centre_on=today())
    assert ProgrammeVersion.objects.get(pk=version.pk).state == "ended"


def test_a_whole_information_is_published_in_both_bulletins_and_the_programme_is_reported(organiser):
    version = ended_version()
    complete(organiser, version)
    actions.publish(by=organiser, version=version, bip_office_on=today(), bip_centre_on=today() - timedelta(days=1))
    version.refresh_from_db()
    assert version.state == "reported"
    assert Entry.objects.filter(kind="reporting.realisation.published").count() == 1
    with pytest.raises(NotReported, match="już ogłoszona"):
        complete(organiser, version)


@pytest.mark.parametrize(("office", "own", "field"), [(40, 0, "bip_office_on"), (0, 40, "bip_centre_on"), (-1, 0, "bip_office_on")])
def test_a_day_before_the_end_or_in_the_future_is_refused(organiser, office, own, field):
    version = ended_version()
    complete(organiser, version)
    with pytest.raises(NotReported) as refused:
        actions.publish(
            by=organiser, version=version, bip_office_on=today() - timedelta(days=office), bip_centre_on=today() - timedelta(days=own)
        )
    assert refused.value.field == field


def test_a_running_programme_has_no_information_yet(organiser):
    version = ended_version()
    ProgrammeVersion.objects.update(state="in_force")
    with pytest.raises(NotReported, match="po zakończeniu"):
        actions.prepare(by=organiser, version=version)


def test_only_whoever_keeps_the_programme_writes(accountant, make_actor, login):
    version = ended_version()
    with pytest.raises(Refused):
        actions.prepare(by=accountant, version=version)
    reader = login(make_actor(Role.OSL, name="Ola Osiedle"))
    assert reader.get(url("realisation", version)).status_code == 200
    assert reader.post(url("realisation_prepare", version)).status_code == 403
    assert login(make_actor(Role.DISPATCHER, name="Piotr Maj")).get(url("realisation", version)).status_code == 403


@pytest.mark.parametrize(("end", "due"), [(date(2026, 6, 30), date(2026, 10, 30)), (date(2026, 12, 31), date(2027, 4, 30)), (date(2027, 4, 30), date(2027, 8, 30))])
def test_four_months_are_counted_from_the_end(end, due):
    assert due_on(end) == due


def test_the_desk_counts_down_and_forgets_it_once_published(organiser):
    version = ended_version()
    found = duty("informacje-z-realizacji")
    assert found is not None
    item = found.items(organiser)[0]
    assert (found.count(organiser), item.due) == (1, due_on(version.valid_to))
    assert str(version.id) in item.url
    complete(organiser, version)
    actions.publish(by=organiser, version=version, bip_office_on=today(), bip_centre_on=today())
    assert found.count(organiser) == 0


def test_small_groups_are_told_neither_on_the_page_nor_on_paper_nor_in_the_file(organiser, login, centre):
    version = ended_version(few=3)
    report, marek = complete(organiser, version), login(organiser)
    assert (persons_said(3), persons_said(5), persons_said(0), percent_said(3, 50)) == ("mniej niż 5", "5", "0", "–")
    page = marek.get(url("realisation", version)).content.decode()
    assert "mniej niż 5" in page
    file = marek.post(url("realisation_download", version), {"format": "csv"}).content.decode("utf-8-sig")
    row = next(line for line in file.splitlines() if line.startswith("Złota"))
    assert "mniej niż 5" in row
    assert row.split(",")[2:4] == ["mniej niż 5", "–"]
    # Nor by its units or its cost: three repairs, one each, would say it again.
    assert row.split(",")[4:6] == ["–", ""]
    report.version = version
    assert "3 naprawy" not in str(realisation_sheet(report, centre).blocks)


def test_the_paper_holds_the_seven_elements_and_is_tagged(organiser, centre, tmp_path):
    version = ended_version()
    source = FundingSource.objects.create(name="Środki własne", kind="own", valid_from=date(2025, 1, 1))
    BudgetLine.objects.create(version=version, source=source, year=2026, amount=5000)
    measure = EffectMeasure.objects.create(version=version, name="zadowolenie", unit="%", target=80, baseline=60)
    EffectReading.objects.create(measure=measure, on=version.valid_to, value=85, note="ankieta")
    report = complete(organiser, version)
    report.version = version
    path = tmp_path / "informacja.pdf"
    path.write_bytes(render(realisation_sheet(report, centre)))
    read = PdfReader(path)
    words = " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    for part in ("1. Nazwa programu", "2. Okres realizacji", "3. Liczba osób", "4. Stopień realizacji", "5. Wyniki monitoringu", "6. Koszty", "7. Wykonawcy"):
        assert part in words, part
    for said in ("Zrobiono wszystko oprócz wycieczek", "Fundacja Razem", "osiągnięty", "Projekt. Informacja nie jest jeszcze ogłoszona"):
        assert said in words, said
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_page_walks_from_counting_to_publication_and_keeps_what_was_typed(organiser, login):
    version, marek = ended_version(), login(organiser)
    assert "Liczb jeszcze nie policzono" in marek.get(url("realisation", version)).content.decode()
    assert marek.post(url("realisation_prepare", version)).status_code == 302
    talk = offered_of(version, "POR").pk
    body = {"degree": "Zrobiono.", "assessment": "Dobrze.", "other_costs": "abc", f"osoby-{talk}": "12", f"wykonawcy-{talk}": "centrum"}
    answer = marek.post(url("realisation", version), body)
    assert answer.status_code == 422
    assert "Zrobiono." in answer.content.decode()
    assert marek.post(url("realisation", version), body | {"other_costs": "0"}).status_code == 302
    assert marek.post(url("realisation_publish", version), {"bip_office_on": "2026-11-23"}).status_code == 422
    assert marek.post(url("realisation_publish", version), {"bip_office_on": "2026-11-23", "bip_centre_on": "2026-11-23"}).status_code == 302
    assert "Ogłoszono." in marek.get(url("realisation", version)).content.decode()


def test_two_people_writing_at_once_see_both_texts(organiser, login):
    version, marek = ended_version(), login(organiser)
    complete(organiser, version)
    body = {"degree": "Moje.", "initial-degree": "", "assessment": "Ludzie są zadowoleni.", "initial-assessment": "Ludzie są zadowoleni.", "other_costs": "0"}
    answer = marek.post(url("realisation", version), body)
    assert answer.status_code == 409
    assert "Zrobiono wszystko oprócz wycieczek." in answer.content.decode()


def test_the_page_of_another_centre_does_not_exist(organiser, login, other_centre):
    with acting_in(other_centre.id):
        abroad = ended_version(people=0, few=0)
    assert login(organiser).get(url("realisation", abroad)).status_code == 404


def test_queries_do_not_grow_with_people(organiser, login):
    version, marek = ended_version(people=2, few=0), login(organiser)
    actions.prepare(by=organiser, version=version)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            actions.prepare(by=organiser, version=version)
            marek.get(url("realisation", version))
        return len(captured)

    count()
    before = count()
    ProgrammeVersion.objects.update(state="in_force")
    ended_version(people=6, few=4)
    assert abs(count() - before) <= 1
