"""From comments to recommendations, from recommendations to clauses, from clauses to measures: the links of the trace."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from opencus.audit import journal
from opencus.centre.actors import Actor
from opencus.centre.roles import Permission
from opencus.core.text import normalise_lines
from opencus.programmes import events
from opencus.programmes.actions.consultation import locked
from opencus.programmes.models import Clause, ClauseOrigin, Consultation, EffectMeasure, Recommendation
from opencus.programmes.rules.consultation import PROMISED


@transaction.atomic
def write_recommendation(
    *, by: Actor, consultation: Consultation, text: str, comments: Sequence[UUID] | None = None, recommendation: Recommendation | None = None
) -> Recommendation:
    """Say what is to change and which accepted comments it comes from; ``comments`` None leaves those as they are."""
    row = locked(by, consultation)
    if row.state == Consultation.State.REPORTED:
        raise ValidationError("Konsultacje zakończyły się raportem. Rekomendacje już się nie zmieniają.")
    words = normalise_lines(text)
    if not words:
        raise ValidationError({"text": "Napisz, co zmienić."})
    if recommendation is None:
        last = row.recommendations.aggregate(last=Max("number"))["last"] or 0
        recommendation = Recommendation.objects.create(consultation=row, number=last + 1, text=words)
    else:
        recommendation = Recommendation.objects.select_for_update().get(id=recommendation.id, consultation=row)
        recommendation.text = words
        recommendation.save(update_fields=["text"])
    if comments is not None:
        recommendation.comments.exclude(id__in=comments).update(recommendation=None)
        row.comments.filter(id__in=comments, disposition__in=PROMISED).update(recommendation=recommendation)
    journal.write(events.RECOMMENDATION_WRITTEN, by=by, subject=recommendation, code=row.code, number=recommendation.number)
    return recommendation


@transaction.atomic
def link_clause(
    *, by: Actor, clause: Clause, recommendations: Sequence[UUID] | None = None, measures: Sequence[UUID] | None = None
) -> Clause:
    """Say which recommendations a clause carries out and which measures show its effect; None leaves that side.

    A link changes no word of the resolution, so it is written in every state of the version.
    """
    by.require(Permission.MANAGE_PROGRAMME)
    row: Clause = Clause.objects.select_for_update().get(id=clause.id)
    if recommendations is not None:
        row.origins.exclude(recommendation_id__in=recommendations).delete()
        known = set(row.origins.values_list("recommendation_id", flat=True))
        for one in Recommendation.objects.filter(id__in=recommendations).exclude(id__in=known):
            ClauseOrigin.objects.create(clause=row, recommendation=one)
    if measures is not None:
        row.measures.exclude(id__in=measures).update(clause=None)
        EffectMeasure.objects.filter(version_id=row.version_id, id__in=measures).update(clause=row)
    journal.write(
        events.CLAUSE_LINKED, by=by, subject=row, clause=row.number, recommendations=row.origins.count(), measures=row.measures.count()
    )
    return row
