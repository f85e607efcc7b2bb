"""Puts the two towns together, with dates relative to today."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module, util

from demo import (
    cast,
    living_law,
    neighbours,
    population,
    privacy,
    programme,
    providers,
    residents,
    staff,
    starachowice_offer,
    towns,
    walls,
    wojcieszkow_offer,
)
from demo.residents import Resident
from opencus.catalogue.models import Organisation
from opencus.centre.actors import Actor
from opencus.centre.models import Centre, ServedMunicipality, User
from opencus.config.actors import actor_of
from opencus.core.clock import add_years, today
from opencus.core.pesel import generate
from opencus.core.tenancy import acting_in
from opencus.people.actions import add_relationship, record_certificate, register_person
from opencus.people.models import Person
from opencus.privacy.actions.founding import found_privacy


def load(residents: int = 0) -> None:
    """Build what is missing: both towns once, then ``residents`` more invented people in Starachowice."""
    day = today()
    town = Centre.objects.filter(slug=towns.STARACHOWICE).first() or build_starachowice(day)
    if not Centre.objects.filter(slug=towns.WOJCIESZKOW).exists():
        build_wojcieszkow(day)
    if residents:
        population.add(town, residents, day)


def build_starachowice(day: date) -> Centre:
    """The town: full offer, providers, contracts, residents, cases on their way."""
    centre = towns.starachowice()
    with acting_in(centre.id):
        users = cast.enrol(cast.STARACHOWICE)
        walls.guard(centre, users["Barbara Nowicka"], division_wall=True)
        staff.register(users, users["Barbara Nowicka"])
        organisations = providers.organisations()
        cast.seat(cast.STARACHOWICE, users, organisations)
        version = programme.adopt(
            "Program usług społecznych w Gminie Starachowice", "Mieszkańcy dostają usługi, których potrzebują, blisko domu.",
            f"XII/{day.year - 1}", starachowice_offer.SERVICES, starachowice_offer.FEE_TABLES, day,
        )  # fmt: skip
        found_privacy(by=Actor.system(centre.id))
        programme.others(organisations, day)
        providers.workers(organisations, users, day)
        providers.bus(organisations["CUS"], day)
        providers.contracts(organisations, day)
        people = _register(centre, users["Marek Bielecki"], _starachowice_people(), day)
        if util.find_spec("demo.story"):
            import_module("demo.story").tell(centre, users, people, day)
            walls.tell(centre, users, people, day)
        privacy.tell(centre, users, people, day)
        organiser = actor_of(users["Ewa Sikora"], centre)
        assert organiser is not None
        living_law.tell(organiser, version, day)
        neighbours.estates(organiser)
        neighbours.settle(centre, users["Marek Bielecki"], version, day)
    return centre


def build_wojcieszkow(day: date) -> Centre:
    """The rural centre: one employee with four roles, a short offer."""
    centre = towns.wojcieszkow()
    with acting_in(centre.id):
        users = cast.enrol(cast.WOJCIESZKOW)
        walls.leave_open(centre, users["Teresa Zych"])
        staff.register(users, users["Teresa Zych"])
        tables = {key: value for key, value in starachowice_offer.FEE_TABLES.items() if key == starachowice_offer.CARE}
        programme.adopt(
            "Program usług społecznych w Gminie Wojcieszków", "Pomoc w codziennym życiu w każdym sołectwie.",
            f"V/{day.year - 1}", wojcieszkow_offer.SERVICES, tables, day,
        )  # fmt: skip
        Organisation.objects.create(
            name="CUS Wojcieszków: siły własne", short_name="CUS", kind=Organisation.Kind.OWN, street="ul. Kościelna 46",
            postcode="21-411", town="Wojcieszków", phone="000 555 200",
        )  # fmt: skip
        found_privacy(by=Actor.system(centre.id))
        _register(centre, users["Teresa Zych"], residents.WOJCIESZKOW, day)
        head = actor_of(users["Teresa Zych"], centre)
        assert head is not None
        neighbours.villages(head, residents.VILLAGES)
    return centre


def _starachowice_people() -> tuple[Resident, ...]:
    """Everybody but Halina and her daughter: reception registers them in the first case."""
    return tuple(one for one in residents.STARACHOWICE if one is not residents.HALINA and one.family != "Mróz")


def _register(centre: Centre, by: User, stories: tuple[Resident, ...], day: date) -> dict[str, Person]:
    actor = actor_of(by, centre)
    assert actor is not None
    made = {}
    for number, story in enumerate(stories, start=1):
        made[f"{story.given} {story.family}"] = _person(centre, actor, story, number, day)
    for story in stories:
        for name, kind, carer in story.close:
            person, other = made[f"{story.given} {story.family}"], made.get(name)
            if other is not None:
                add_relationship(by=actor, person=person, other=other, kind=kind, actual_carer=carer, contact_first=carer)
    return made


def _person(centre: Centre, actor: Actor, story: Resident, number: int, day: date) -> Person:
    born = add_years(day, -story.age) - timedelta(days=11 * number + 3)
    rural = not story.street
    served = ServedMunicipality.objects.select_related("municipality").get(centre_id=centre.id)
    person = register_person(
        by=actor, pesel=generate(born, "F" if story.sex == "f" else "M", number), given_name=story.given,
        family_name=story.family, municipality=served.municipality, street=story.street, house_number=story.number,
        flat_number=story.flat, postcode=centre.postcode, town=residents.VILLAGES[number % 6] if rural else centre.town,
        phone=f"000 555 5{number:02d}" if story.phone else "", preferred_contact=story.contact, lives_alone=story.alone,
        mobility=story.mobility, special_needs=story.needs, entry_note=story.entry,
    )  # fmt: skip
    if story.degree:
        record_certificate(by=actor, person=person, degree=story.degree, valid_from=add_years(day, -2))
    return person
