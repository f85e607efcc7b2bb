"""The two institutions: offices with what each receives, departments of 2021 and of today."""

from __future__ import annotations

from datetime import date

from opencus.centre.founding import found, municipality
from opencus.centre.models import Centre, Department, Municipality, Office, OfficeMatter
from opencus.core.tenancy import acting_in

STARACHOWICE = "starachowice"
WOJCIESZKOW = "wojcieszkow"
SERVICES_SINCE = date(2021, 1, 1)
SWAP = date(2023, 5, 1)  # when the two seats took the roles they have today; assumption: with the durability period

#: office -> matters received in 2021, matters received today
_SKALKA_2021 = ("Karta Dużej Rodziny", "Starachowicka Karta Seniora 60+", "Karta za Jeden Uśmiech", "Dzienny Dom Senior+",
                "Klub Senior+", "Klub Integracji Społecznej")  # fmt: skip
_SKALKA_TODAY = ("Usługi społeczne", "Karta Dużej Rodziny", "Starachowicka Karta Seniora 60+", "Karta za Jeden Uśmiech",
                 "Klub Integracji Społecznej", "Dzienny Dom Senior+", "Klub Senior „Niezapominajka”")  # fmt: skip
_MAJOWKA_2021 = ("Pozostałe sprawy", "Pomoc społeczna")
_MAJOWKA_TODAY = ("Pomoc społeczna", "Usługi opiekuńcze na podstawie decyzji", "Pomoc żywnościowa")


def starachowice() -> Centre:
    """Create Starachowice: two seats, two divisions, the sections of 2021 and the one added since."""
    gmina = _gmina("2611011", "Starachowice", "gmina miejska", "starachowicki", "świętokrzyskie")
    centre = Centre(
        slug=STARACHOWICE, name="Centrum Usług Społecznych w Starachowicach", short_name="CUS Starachowice",
        created_on=SERVICES_SINCE, street="al. Armii Krajowej 28", postcode="27-200", town="Starachowice",
        phone="000 555 100", email="cus@starachowice.invalid", opening_hours="pn.–pt. 7:30–15:30",
        bank_account="00 0000 0000 0000 0000 0000 2026", hidden_rooms=[], second_factor=False,
    )  # fmt: skip
    found(centre, {gmina: SERVICES_SINCE})
    with acting_in(centre.id):
        _starachowice_offices()
        _starachowice_departments()
    return centre


def _starachowice_offices() -> None:
    access = "Wejście bez progu, winda na piętro, toaleta dostosowana, pętla indukcyjna w biurze obsługi."
    skalka = Office.objects.create(
        name="Galeria „Skałka”", street="al. Armii Krajowej 28", postcode="27-200", town="Starachowice",
        floor="parter (biuro obsługi), I piętro", phone="000 555 100", opening_hours="pn.–pt. 7:30–15:30", accessibility=access,
    )  # fmt: skip
    majowka = Office.objects.create(
        name="ul. Majówka", street="ul. Majówka 21a", postcode="27-200", town="Starachowice",
        phone="000 555 101", opening_hours="pn.–pt. 7:00–15:00", accessibility="Podjazd od strony parkingu.",
    )  # fmt: skip
    for office, before, today in ((skalka, _SKALKA_2021, _SKALKA_TODAY), (majowka, _MAJOWKA_2021, _MAJOWKA_TODAY)):
        for matter in dict.fromkeys(before + today):
            OfficeMatter.objects.create(
                office=office, matter=matter,
                valid_from=SERVICES_SINCE if matter in before else SWAP,
                valid_to=None if matter in today else date(2023, 4, 30),
            )  # fmt: skip


def _starachowice_departments() -> None:
    kind = Department.Kind
    services = _department("Pion usług społecznych", kind.SOCIAL_SERVICES)
    assistance = _department("Pion pomocy społecznej", kind.SOCIAL_ASSISTANCE)
    _department("Zespół organizowania społeczności lokalnej", kind.COMMUNITY, services)
    for name in ("Dział Programów i Usług Społecznych", "Dział Usług Opiekuńczych i Specjalistycznych",
                 "Dział Usług Specjalistycznych dla osób z zaburzeniami psychicznymi"):  # fmt: skip
        _department(name, kind.SOCIAL_SERVICES, services)
    _department("Dział Realizacji Usług Wspierających", kind.SOCIAL_SERVICES, services, since=SWAP)
    _department("Dział Pracy Socjalnej i Świadczeń", kind.SOCIAL_ASSISTANCE, assistance)


def wojcieszkow() -> Centre:
    """Create Wojcieszków: one small seat; rooms it does not use are hidden."""
    gmina = _gmina("0611102", "Wojcieszków", "gmina wiejska", "łukowski", "lubelskie")
    centre = Centre(
        slug=WOJCIESZKOW, name="Centrum Usług Społecznych w Gminie Wojcieszków", short_name="CUS Wojcieszków",
        created_on=SERVICES_SINCE, street="ul. Kościelna 46", postcode="21-411", town="Wojcieszków",
        phone="000 555 200", email="cus@wojcieszkow.invalid", opening_hours="pn., wt., czw. 7:30–15:30, śr. 7:30–16:00, pt. 7:30–15:00",
        bank_account="00 0000 0000 0000 0000 0000 0611", hidden_rooms=["settlement", "contracting", "delivery", "field"],
        second_factor=False,
    )  # fmt: skip
    found(centre, {gmina: SERVICES_SINCE})
    with acting_in(centre.id):
        _department("Zespół ds. usług społecznych", Department.Kind.SOCIAL_SERVICES)
        office = Office.objects.create(
            name="Siedziba CUS", street="ul. Kościelna 46", postcode="21-411", town="Wojcieszków", phone="000 555 200",
            opening_hours=centre.opening_hours, accessibility="Podjazd przy wejściu głównym.",
        )  # fmt: skip
        OfficeMatter.objects.create(office=office, matter="Wszystkie sprawy", valid_from=SERVICES_SINCE)
    return centre


def _department(name: str, kind: str, parent: Department | None = None, since: date = SERVICES_SINCE) -> Department:
    return Department.objects.create(name=name, kind=kind, parent=parent, valid_from=since)


def _gmina(code: str, name: str, kind: str, county: str, voivodeship: str) -> Municipality:
    fields = {"name": name, "kind": kind, "county": county, "voivodeship": voivodeship}
    return municipality(code, **fields)
