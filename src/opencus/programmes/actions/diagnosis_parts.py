"""What stands in a diagnosis: conclusions by area, and who provides what in the area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from opencus.audit import journal
from opencus.catalogue.models import Area, Organisation, Service
from opencus.centre.actors import Actor
from opencus.centre.models import Centre
from opencus.core.text import normalise, normalise_lines
from opencus.programmes import events
from opencus.programmes.actions.diagnosis import writable
from opencus.programmes.models import Conclusion, Diagnosis, LocalProvider


@dataclass
class Collected:
    """What collecting from the base of services did, by name."""

    added: list[str] = field(default_factory=list)
    completed: list[str] = field(default_factory=list)
    kept: int = 0


@dataclass
class _Known:
    """An organisation of the base with what it does."""

    name: str
    kind: str
    organisation_id: UUID | None
    services: list[str] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)


@transaction.atomic
def write_conclusion(*, by: Actor, diagnosis: Diagnosis, conclusion: Conclusion | None = None, **values: Any) -> Conclusion:
    """Add a need or a potential in one area, or change one; fields of ``Conclusion``."""
    row = writable(by, diagnosis)
    if not Area.objects.filter(code=values["area"]).exists():
        raise ValidationError({"area": "Wybierz zakres z listy."})
    made = Conclusion.objects.select_for_update().get(id=conclusion.id, diagnosis=row) if conclusion else Conclusion(diagnosis=row)
    made.kind, made.area, made.persons = values["kind"], values["area"], values.get("persons")
    made.text, made.evidence = normalise_lines(values["text"]), normalise(values.get("evidence", ""))
    made.save()
    journal.write(events.CONCLUSION_WRITTEN, by=by, subject=made, number=row.number, area=made.area)
    return made


@transaction.atomic
def remove_conclusion(*, by: Actor, conclusion: Conclusion) -> None:
    """Take a conclusion out of a diagnosis that may still change."""
    row = writable(by, conclusion.diagnosis)
    journal.write(events.CONCLUSION_REMOVED, by=by, subject=conclusion, number=row.number, area=conclusion.area)
    Conclusion.objects.filter(id=conclusion.id).delete()


@transaction.atomic
def write_provider(*, by: Actor, diagnosis: Diagnosis, provider: LocalProvider | None = None, **values: Any) -> LocalProvider:
    """Add who provides services in the area, or change an entry; fields of ``LocalProvider`` (art. 21(3)(2))."""
    row = writable(by, diagnosis)
    name = normalise(values["name"])
    same = LocalProvider.objects.filter(diagnosis=row, name=name)
    if (same.exclude(id=provider.id) if provider else same).exists():
        raise ValidationError({"name": "Ten podmiot jest już na liście. Popraw jego wpis."})
    made = LocalProvider.objects.select_for_update().get(id=provider.id, diagnosis=row) if provider else LocalProvider(diagnosis=row)
    made.name, made.kind, made.areas = name, values["kind"], sorted(set(values["areas"]))
    made.services, made.capacity = normalise_lines(values["services"]), normalise(values.get("capacity", ""))
    made.save()
    journal.write(events.LOCAL_PROVIDER_WRITTEN, by=by, subject=made, number=row.number, name=made.name)
    return made


@transaction.atomic
def remove_provider(*, by: Actor, provider: LocalProvider) -> None:
    """Take an entry out of a diagnosis that may still change."""
    row = writable(by, provider.diagnosis)
    journal.write(events.LOCAL_PROVIDER_REMOVED, by=by, subject=provider, number=row.number, name=provider.name)
    LocalProvider.objects.filter(id=provider.id).delete()


@transaction.atomic
def collect_providers(*, by: Actor, diagnosis: Diagnosis) -> Collected:
    """Take over everybody with an active service from the base of services; nobody twice, nothing typed is lost.

    An entry that is there already only gets the services and areas it does not name yet.
    """
    row = writable(by, diagnosis)
    present = list(LocalProvider.objects.select_for_update().filter(diagnosis=row))
    by_organisation = {one.organisation_id: one for one in present if one.organisation_id}
    by_name = {one.name.casefold(): one for one in present}
    told = Collected()
    for known in _in_the_base(by.centre_id):
        entry = by_organisation.get(known.organisation_id) or by_name.get(known.name.casefold())
        if entry is None:
            LocalProvider.objects.create(
                diagnosis=row, organisation_id=known.organisation_id, name=known.name, kind=known.kind,
                services="\n".join(known.services), areas=sorted(known.areas),
            )  # fmt: skip
            told.added.append(known.name)
        elif _complete(entry, known):
            told.completed.append(entry.name)
        else:
            told.kept += 1
    journal.write(events.LOCAL_PROVIDERS_COLLECTED, by=by, subject=row, number=row.number, added=len(told.added), completed=len(told.completed))
    return told


def _in_the_base(centre_id: UUID) -> Iterable[_Known]:
    """Organisations with active services, the centre itself for those without one."""
    centre = Centre.objects.get(id=centre_id)
    known: dict[UUID | None, _Known] = {}
    for service in Service.objects.filter(status=Service.Status.ACTIVE).select_related("organisation").order_by("name"):
        owner = service.organisation
        one = known.setdefault(
            owner.id if owner else None,
            _Known(owner.name, owner.kind, owner.id) if owner else _Known(centre.name, Organisation.Kind.OWN, None),
        )
        one.services += [service.name] if service.name not in one.services else []
        one.areas += [code for code in service.areas if code not in one.areas]
    return _merged(known)


def _merged(known: Mapping[UUID | None, _Known]) -> list[_Known]:
    """The centre may stand in the base as an organisation too: its services are told together."""
    ours = known.get(None)
    listed = next((one for one in known.values() if ours and one is not ours and one.name.casefold() == ours.name.casefold()), None)
    if ours and listed:
        listed.services += [name for name in ours.services if name not in listed.services]
        listed.areas += [code for code in ours.areas if code not in listed.areas]
        return [one for one in known.values() if one is not ours]
    return list(known.values())


def _complete(entry: LocalProvider, known: _Known) -> bool:
    """Add what the entry does not name yet; say whether anything was added."""
    lines = entry.services.splitlines()
    services, areas = [name for name in known.services if name not in lines], set(known.areas) - set(entry.areas)
    if not services and not areas:
        return False
    entry.services, entry.areas = "\n".join([*lines, *services]), sorted({*entry.areas, *areas})
    entry.save(update_fields=["services", "areas"])
    return True
