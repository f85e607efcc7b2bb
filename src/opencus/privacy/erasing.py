"""Emptying what was disposed of: names, texts and answers go, days, states and amounts stay for the accounts and statistics.

Rows of accepted months are frozen by the database itself; they hold no text of the person and lead to a nameless row.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, models, transaction

from opencus.people import keys
from opencus.people.models import Person, PersonToken
from opencus.privacy.copying import rows, words
from opencus.privacy.keeping import ERASED_NAME

EMPTIED = "usunięto"
#: Numbers of cases and papers: what the protocol and the accounts are found by.
MARKS = frozenset({"mark", "number", "jrwa_class", "archival_category", "bank_account", "measure"})
#: Rooms whose rows about a person are removed whole: nothing of them is needed without the person.
_REMOVED = frozenset({"people", "privacy"})
_REQUESTS = "subjectrequest"


def erase_person(person_id: UUID) -> dict[str, int]:
    """Empty everything about a person; return how many rows of each table, by its Polish name. Writes no journal.

    ``frozen`` counts rows the database refused to change.
    """
    done: dict[str, int] = {}
    # The furthest first: what refers to a row goes before the row.
    for table in reversed(rows.tables()):
        label = words.table_label(table.name)
        if table.model._meta.app_label in _REMOVED and table.name != _REQUESTS:
            count = table.mentioning(person_id).delete()[0] + table.about(person_id).delete()[0]
        else:
            count = _emptied(table, person_id)
        if count:
            done[label] = done.get(label, 0) + count
    _nameless(person_id)
    return done


def _emptied(table: rows.Table, person_id: UUID) -> int:
    values = {field.name: _nothing(field) for field in table.model._meta.local_fields if is_text(field)}
    ids = list(table.about(person_id).values_list("pk", flat=True))
    if not values or not ids:
        return 0
    try:
        with transaction.atomic():
            return int(table.model._default_manager.filter(pk__in=ids).update(**values))
    except DatabaseError:
        return sum(_one(table, pk, values) for pk in ids)


def _one(table: rows.Table, pk: Any, values: dict[str, Any]) -> int:
    """One row, field by field: what the database freezes or demands stays, everything else goes."""
    changed = False
    for name, value in values.items():
        try:
            with transaction.atomic():
                changed |= bool(table.model._default_manager.filter(pk=pk).update(**{name: value}))
        except DatabaseError:
            continue
    return int(changed)


def is_text(field: models.Field[Any, Any]) -> bool:
    """Whether a field holds words, answers or secrets of people (not a choice, a number of a case, or a key)."""
    if field.primary_key or field.choices or field.name in MARKS or field.unique:
        return False
    return isinstance(field, models.CharField | models.TextField | models.JSONField | ArrayField | models.BinaryField)


def _nothing(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.JSONField):
        return field.default() if callable(field.default) else ({} if not field.null else None)
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.BinaryField):
        return None if field.null else b""
    if field.blank:
        return ""
    longest = getattr(field, "max_length", None)
    return EMPTIED if longest is None or longest >= len(EMPTIED) else ""


def _nameless(person_id: UUID) -> None:
    given, family = ERASED_NAME
    kept = {"id", "centre", "created_at", "updated_at", "mobility", "preferred_contact"}
    values: dict[str, Any] = {}
    for field in Person._meta.local_fields:
        if field.name not in kept:
            values[field.name] = None if field.null else ""
    Person.objects.filter(id=person_id).update(**{**values, "given_name": given, "family_name": family})
    PersonToken.objects.filter(person_id=person_id).delete()


def retirable() -> dict[tuple[str, str], str]:
    """Fields that may be retired: (table, field) to its Polish name.

    Only what a row can be without, and nothing of what somebody signed or approved: that stays as it was said.
    """
    found = {}
    for model in _with_optional():
        name, people = str(model._meta.model_name), model._meta.app_label == "people"
        for field in model._meta.local_fields:
            plain = is_text(field) or (people and isinstance(field, models.BooleanField) and field.null)
            paired = field.name in {"pesel_cipher", "pesel_index"}  # one without the other is refused by the database
            if (field.null or field.blank) and plain and not paired and field.name not in words.TECHNICAL_FIELDS:
                label = f"{words.table_label(name)}: {words.field_label(name, field.name).lower()}"
                found[(model._meta.label_lower, field.name)] = label
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def purge(table: str, field_name: str) -> int:
    """Empty one retired field in every row of the centre; return how many rows had a value. Writes no journal.

    What is found by the field (telephone, words of the address) is made anew without it.
    """
    found, empty = _filled(table, field_name)
    ids = list(found.values_list("pk", flat=True))
    found.model._default_manager.filter(pk__in=ids).update(**{field_name: empty})
    if found.model is Person:
        for person in Person.objects.filter(pk__in=ids).iterator(chunk_size=500):
            keys.set_keys(person)
            person.save(update_fields=["sort_key", "search_key", "phone_key"])
            keys.save_tokens(person)
    return len(ids)


def filled(table: str, field_name: str) -> int:
    """How many rows of the centre hold a value of the field now."""
    return int(_filled(table, field_name)[0].count())


def _with_optional() -> list[type[models.Model]]:
    near = [table.model for table in rows.tables() if table.depth == 1 and table.name not in words.TECHNICAL_TABLES]
    return [Person, *(model for model in near if model._meta.app_label not in {"privacy", "worklist", "settlement"})]


def _filled(table: str, field_name: str) -> tuple[models.QuerySet[Any], Any]:
    """The rows that hold a value, and what takes its place."""
    model = next(one for one in _with_optional() if one._meta.label_lower == table)
    field = model._meta.get_field(field_name)
    assert isinstance(field, models.Field)
    empty = None if field.null else _nothing(field)
    holding = model._default_manager.exclude(**{f"{field_name}__isnull": True} if field.null else {field_name: empty})
    return holding, empty
