"""From diagnosis to law in Starachowice: a programme with all twelve elements, and next year's draft with its consultation."""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from demo import law_words as words
from demo.offer import ANY_DEGREE, at_least, declared, degree, every, some
from opencus.centre.actors import Actor
from opencus.centre.models import ServedMunicipality
from opencus.core import clock
from opencus.core.clock import add_years
from opencus.programmes.actions.diagnosis_parts import collect_providers
from opencus.programmes.actions.version_copy import amend
from opencus.programmes.models import (
    Answers,
    BudgetLine,
    Clause,
    ClauseOrigin,
    Comment,
    Conclusion,
    Consultation,
    Diagnosis,
    EffectMeasure,
    EffectReading,
    FeeBand,
    FeeRule,
    FundingSource,
    Meeting,
    ProgrammeService,
    ProgrammeVersion,
    Question,
    Questionnaire,
    Recommendation,
    Relief,
    ServiceTarget,
    Stage,
    TargetGroup,
)
from opencus.programmes.queries import condition_of
from opencus.programmes.rules.conditions import facts_needed


def tell(by: Actor, version: ProgrammeVersion, day: date) -> ProgrammeVersion:
    """Complete the version in force, then write next year's draft; return the draft."""
    diagnosis = _diagnosis(by, day)
    _complete(version, diagnosis, day)
    first = date(day.year + 1, 1, 1)
    draft = amend(by=by, version=version, change_reason=words.CHANGE_REASON, valid_from=first, valid_to=date(day.year + 1, 12, 31))
    _change(draft)
    _law(draft, _consulted(draft, day), day)
    return draft


def _diagnosis(by: Actor, day: date) -> Diagnosis:
    """The diagnosis of five years that the programme rests on, handed over last spring."""
    year = day.year if day.month > 5 else day.year - 1
    made, heard = date(year, 3, 2), date(year, 4, 20)
    diagnosis = Diagnosis.objects.create(
        municipality=ServedMunicipality.objects.select_related("municipality").earliest("since").municipality, number=1,
        title="Diagnoza potrzeb i potencjału społeczności Starachowic", valid_from=date(year, 5, 1),
        valid_to=add_years(date(year, 5, 1), 5) - timedelta(days=1), summary=words.NEEDS,
        method="Ankieta mieszkańców na papierze i w internecie, ankieta wykonawców, dwa spotkania, dane centrum.",
    )  # fmt: skip
    for kind, area, text, evidence, persons in words.CONCLUSIONS:
        Conclusion.objects.create(diagnosis=diagnosis, kind=kind, area=area, text=text, evidence=evidence, persons=persons)
    collect_providers(by=by, diagnosis=diagnosis)
    dates = {"opens_on": made, "closes_on": made + timedelta(days=20)}
    _asked(diagnosis, "residents", "Czego potrzebujesz w swojej okolicy?", "ankieta", words.RESIDENT_QUESTIONS, 184, dates)
    _asked(diagnosis, "providers", "Jakie usługi możecie prowadzić?", "wykonawcy", words.PROVIDER_QUESTIONS, 8, dates)
    Consultation.objects.create(
        diagnosis=diagnosis, title="Konsultacje diagnozy", code=f"{year}-1", state=Consultation.State.REPORTED,
        intro="Sprawdź, czy dobrze opisaliśmy potrzeby miasta.", opens_on=date(year, 3, 25), closes_on=date(year, 4, 10),
        reported_on=heard,
    )  # fmt: skip
    diagnosis.state, diagnosis.consulted_on = Diagnosis.State.HANDED_OVER, heard
    diagnosis.to_mayor_on, diagnosis.to_council_on = heard + timedelta(days=3), heard + timedelta(days=4)
    diagnosis.save()
    return diagnosis


def _asked(diagnosis: Diagnosis, audience: str, title: str, code: str, questions: Any, count: int, dates: dict[str, date]) -> None:
    """A questionnaire that is over, with invented answers spread as the shares say."""
    sheet = Questionnaire.objects.create(
        diagnosis=diagnosis, audience=audience, title=title, code=code, intro="Ankieta jest anonimowa i trwa trzy minuty.", **dates
    )
    for position, (text, kind, options, _) in enumerate(questions, start=1):
        Question.objects.create(questionnaire=sheet, position=position, text=text, kind=kind, options=list(options), required=position == 1)
    dice = random.Random(2026)
    rows = []
    for number in range(count):
        given: dict[str, Any] = {}
        for position, (_, kind, options, shares) in enumerate(questions, start=1):
            choices = list(options) or list(range(1, 6))
            if kind == "many":
                given[str(position)] = [one for one, share in zip(choices, shares, strict=True) if dice.randrange(100) < share]
            else:
                given[str(position)] = dice.choices(choices, shares)[0]
        channel = Answers.Channel.PAPER if number % 3 == 0 else Answers.Channel.WEB
        rows.append(Answers(questionnaire=sheet, channel=channel, on=dates["opens_on"] + timedelta(days=number % 18), given=given))
    Answers.objects.bulk_create(rows)


def _complete(version: ProgrammeVersion, diagnosis: Diagnosis, day: date) -> None:
    """Every element of art. 5(3) that the plain offer does not give yet."""
    version.needs, version.procedure, version.organisation, version.monitoring = (
        words.NEEDS, words.PROCEDURE, words.ORGANISATION, words.MONITORING,
    )  # fmt: skip
    version.fees_apply, version.reliefs_apply, version.diagnosis = True, False, diagnosis
    version.evidence_for = {"degree": [version.evidence_kinds[0]], "referral": [version.evidence_kinds[1]], "income": [version.evidence_kinds[2]]}
    version.save()
    for name, first, last in words.STAGES:
        Stage.objects.create(version=version, name=name, starts_on=date(day.year, first, 1), ends_on=date(day.year, last, 28))
    made = [(TargetGroup.objects.create(version=version, name=name, description=text), keys) for name, text, keys in words.GROUPS]
    for offered in version.services.select_related("service"):
        said = f"{offered.target_text} {offered.service.name}".casefold()
        fitting = [group for group, keys in made if any(key in said for key in keys)] or [made[-1][0]]
        ServiceTarget.objects.bulk_create(ServiceTarget(programme_service=offered, target_group=group) for group in fitting)
    own = FundingSource.objects.create(name="Budżet gminy", kind="own", valid_from=date(day.year, 1, 1))
    state = FundingSource.objects.create(name="Fundusz Solidarnościowy", kind="state", valid_from=date(day.year, 1, 1))
    fees = FundingSource.objects.create(name="Opłaty mieszkańców", kind="fees", valid_from=date(day.year, 1, 1))
    for source, amount in ((own, "2999800.00"), (state, "1840000.00"), (fees, "412800.00")):
        for year in (day.year, day.year + 1):
            BudgetLine.objects.create(version=version, source=source, year=year, amount=Decimal(amount))
    measure = EffectMeasure.objects.create(
        version=version, name="Osoby, które mówią, że usługa pomaga żyć samodzielnie", unit="% badanych", baseline=Decimal(61), target=Decimal(75)
    )
    for month, value in ((3, "62"), (6, "66"), (9, "70")):
        if (on := date(day.year, month, 30)) <= day:
            EffectReading.objects.create(measure=measure, on=on, value=Decimal(value))


def _change(draft: ProgrammeVersion) -> None:
    """What the recommendations change: five services, one group."""
    offered = {one.service.code: one for one in draft.services.select_related("service")}
    taxi, repair, nurse, physio = (offered[code] for code in ("TAXI", "ZLR", "PIEL", "FIZ"))
    taxi.access_rule = some(every(at_least(65), some(declared("lives_alone"), declared("lives_with_eligible"))), ANY_DEGREE)
    taxi.target_text = "65+ samotnie lub z osobą uprawnioną albo z orzeczeniem"
    limit = {"fact": "income_pct", "op": "<=", "value": 300}
    assert repair.access_rule is not None
    repair.access_rule = every(limit, repair.access_rule)
    physio.access_rule = every(some(at_least(60), declared("after_hospital"), declared("cares_for_disabled")), declared("referral"))
    physio.target_text = "60+, po szpitalu albo opiekunowie rodzinni, ze skierowaniem"
    for one in (taxi, repair, physio):
        one.save()
    nurse.fee_rules.all().delete()
    FeeRule.objects.create(programme_service=nurse, kind="flat", amount=Decimal(15), measure="visit", free_to=200)
    Relief.objects.create(
        programme_service=nurse, name="Znaczny stopień niepełnosprawności", condition=degree("severe"), percent=Decimal(50),
        evidence=draft.evidence_kinds[0],
    )  # fmt: skip
    _free_care(offered["UO"])
    carers = TargetGroup.objects.create(version=draft, name=words.CARERS[0], description=words.CARERS[1], planned_persons=60)
    ServiceTarget.objects.create(programme_service=physio, target_group=carers)
    asked = {fact for one in draft.services.all() for fact in facts_needed(condition_of(one))}
    draft.data_fields = sorted({*draft.data_fields, *asked, "degree"})
    draft.reliefs_apply = True
    draft.save()


def _free_care(care: ProgrammeService) -> None:
    """Free up to 150% of the criterion, and a little more for high incomes, in the draft's own copy of the table."""
    rule = care.fee_rules.select_related("table").get()
    assert rule.table is not None
    FeeBand.objects.filter(table=rule.table, up_to__lte=130).delete()
    FeeBand.objects.filter(table=rule.table, up_to=160).update(up_to=150, percent=Decimal(0))
    FeeBand.objects.filter(table=rule.table, column="single", up_to=300).update(percent=Decimal(60))


def _consulted(draft: ProgrammeVersion, day: date) -> Consultation:
    """The consultation of the draft, ended with its report."""
    opened = day - timedelta(days=45)
    talks = Consultation.objects.create(
        version=draft, title=f"Zmiana programu usług na {day.year + 1} rok", code=f"{day.year}-2", state=Consultation.State.REPORTED,
        intro=words.INTRO, opens_on=opened, closes_on=opened + timedelta(days=20), reported_on=day - timedelta(days=10),
    )  # fmt: skip
    meetings = [
        Meeting.objects.create(
            consultation=talks, starts_at=clock.at(opened + timedelta(days=after), time(17)), place=place, persons=persons,
            minutes="Omówiono projekt, zebrano uwagi do protokołu i odpowiedziano na pytania o opłaty.",
        )
        for after, place, persons in ((6, "Świetlica na os. Wzgórze", 34), (9, "Klub „Niezapominajka”, os. Łazy", 21))
    ]  # fmt: skip
    made = {
        number: Recommendation.objects.create(consultation=talks, number=number, text=text)
        for number, text in words.RECOMMENDATIONS.items()
    }
    for number, said in enumerate(words.COMMENTS, start=1):
        meeting = meetings[number % 2] if said.channel == "meeting" else None
        Comment.objects.create(
            consultation=talks, number=number, channel=said.channel, meeting=meeting, who=said.who, persons=said.persons, text=said.text,
            received_on=clock.day_of(meeting.starts_at) if meeting else opened + timedelta(days=number), visibility=Comment.Visibility.SHOWN,
            disposition=said.disposition, answer=said.answer, answered_on=day - timedelta(days=12),
            recommendation=made[said.leads_to] if said.leads_to else None,
        )  # fmt: skip
    return talks


def _law(draft: ProgrammeVersion, talks: Consultation, day: date) -> None:
    """Clauses that carry the recommendations out, and the measures that will show their effect."""
    offered = {one.service.code: one for one in draft.services.select_related("service")}
    clauses = {}
    for position, (number, code, aspect, text, leads) in enumerate(words.CLAUSES, start=1):
        clauses[number] = Clause.objects.create(
            version=draft, position=position, number=number, text=text, programme_service=offered[code], aspect=aspect
        )
        ClauseOrigin.objects.create(clause=clauses[number], recommendation=talks.recommendations.get(number=leads))
    for name, unit, source, baseline, target, fewer, code, number in words.MEASURES:
        EffectMeasure.objects.create(
            version=draft, name=name, unit=unit, source=source, baseline=Decimal(baseline), target=Decimal(target),
            fewer_is_better=fewer, programme_service=offered[code], clause=clauses[number],
        )  # fmt: skip
    draft.session_on = day + timedelta(days=19)
    draft.save(update_fields=["session_on"])
