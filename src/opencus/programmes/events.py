"""What the journal says about programmes, diagnoses and consultations: names, numbers and states."""

from __future__ import annotations

from opencus.audit.events import keep, register

# What a draft offers.
OFFER_ADDED = register("programmes.offer.added", "dodano usługę {code} do szkicu programu, wersja {version}", scrub=keep("code", "version"))
OFFER_CHANGED = register("programmes.offer.changed", "zmieniono usługę {code} w szkicu programu: {fields}", scrub=keep("code", "fields"))
OFFER_REMOVED = register("programmes.offer.removed", "usunięto usługę {code} ze szkicu programu, wersja {version}", scrub=keep("code", "version"))
OFFER_RULE_SET = register("programmes.offer.rule_set", "zmieniono regułę usługi {code} w szkicu programu: {what}", scrub=keep("code", "what"))
OFFER_PART_WRITTEN = register("programmes.offer.part_written", "zapisano w szkicu programu: {what}, usługa {code}", scrub=keep("code", "what"))
OFFER_PART_REMOVED = register("programmes.offer.part_removed", "usunięto ze szkicu programu: {what}, usługa {code}", scrub=keep("code", "what"))
OFFER_GROUP_WRITTEN = register("programmes.offer.group_written", "zapisano grupę docelową: {group}", scrub=keep("group"))
OFFER_GROUP_REMOVED = register("programmes.offer.group_removed", "usunięto grupę docelową: {group}", scrub=keep("group"))
OFFER_EXPORTED = register("programmes.offer.exported", "pobrano usługi programu ({format})", scrub=keep("format"), reading=True)
FEE_TABLE_WRITTEN = register("programmes.fee_table.written", "zapisano tabelę opłat: {table}, od {valid_from}", scrub=keep("table", "valid_from"))
FEE_TABLE_REMOVED = register("programmes.fee_table.removed", "usunięto tabelę opłat: {table}", scrub=keep("table"))
SOURCE_WRITTEN = register("programmes.source.written", "zapisano źródło finansowania: {funding}", scrub=keep("funding"))
CRITERION_WRITTEN = register("programmes.criterion.written", "zapisano kryterium dochodowe od {valid_from}: {single} i {family} zł", scrub=keep("valid_from", "single", "family"))

# Consultations: numbers, codes and days; what people wrote stays with the comment, except why one was hidden.
CONSULTATION_PREPARED = register("programmes.consultation.prepared", "przygotowano konsultacje {code}", scrub=keep("code"))
CONSULTATION_CHANGED = register("programmes.consultation.changed", "zmieniono przygotowywane konsultacje {code}", scrub=keep("code"))
CONSULTATION_OPENED = register(
    "programmes.consultation.opened", "ogłoszono konsultacje {code}, uwagi od {opens_on} do {closes_on}", scrub=keep("code", "opens_on", "closes_on")
)  # fmt: skip
CONSULTATION_PROLONGED = register(
    "programmes.consultation.prolonged", "przedłużono konsultacje {code} do {closes_on}", scrub=keep("code", "closes_on")
)
CONSULTATION_CLOSED = register("programmes.consultation.closed", "zamknięto zbieranie uwag w konsultacjach {code}", scrub=keep("code"))
CONSULTATION_REPORTED = register(
    "programmes.consultation.reported", "zakończono konsultacje {code} raportem, uwag: {comments}", scrub=keep("code", "comments")
)
COMMENT_SENT = register("programmes.comment.sent", "przyszła ze strony uwaga {number} w konsultacjach {code}", scrub=keep("code", "number"))
COMMENT_ENTERED = register(
    "programmes.comment.entered", "wpisano uwagę {number} w konsultacjach {code}: {channel}", scrub=keep("code", "number", "channel")
)
COMMENT_SHOWN = register("programmes.comment.shown", "pokazano na stronie uwagę {number} w konsultacjach {code}", scrub=keep("code", "number"))
COMMENT_HIDDEN = register(
    "programmes.comment.hidden", "ukryto uwagę {number} w konsultacjach {code}: {reason}", scrub=keep("code", "number")
)
COMMENTS_ANSWERED = register(
    "programmes.comment.answered", "odpowiedziano w konsultacjach {code} na uwagi {numbers}: {disposition}", scrub=keep("code", "numbers", "disposition")
)  # fmt: skip
COMMENTS_EXPORTED = register(
    "programmes.comment.exported", "pobrano uwagi z konsultacji {code} ({rows}, {format})", scrub=keep("code", "rows", "format"), reading=True
)
MEETING_PLANNED = register("programmes.meeting.planned", "zapisano spotkanie {on} w konsultacjach {code}", scrub=keep("code", "on"))
MEETING_CHANGED = register(
    "programmes.meeting.changed", "zmieniono spotkanie {on} w konsultacjach {code}, osób: {persons}", scrub=keep("code", "on", "persons")
)
RECOMMENDATION_WRITTEN = register(
    "programmes.recommendation.written", "zapisano rekomendację {number} w konsultacjach {code}", scrub=keep("code", "number")
)
CLAUSE_LINKED = register(
    "programmes.clause.linked", "powiązano {clause}: rekomendacje {recommendations}, mierniki {measures}",
    scrub=keep("clause", "recommendations", "measures"),
)  # fmt: skip

# Versions, from draft to law.
VERSION_STARTED = register("programmes.version.started", "rozpoczęto program: {programme}", scrub=keep("programme", "number"))
VERSION_AMENDED = register(
    "programmes.version.amended", "rozpoczęto zmianę programu: wersja {number} na podstawie wersji {base}", scrub=keep("number", "base")
)
VERSION_WRITTEN = register("programmes.version.written", "zmieniono szkic programu, wersja {number}: {fields}", scrub=keep("number", "fields"))
VERSION_PART_WRITTEN = register("programmes.version.part_written", "zapisano w szkicu programu, wersja {number}: {what}", scrub=keep("number", "what"))
VERSION_PART_REMOVED = register("programmes.version.part_removed", "usunięto ze szkicu programu, wersja {number}: {what}", scrub=keep("number", "what"))
VERSION_MEASURED = register("programmes.version.measured", "zapisano odczyt miernika z {day}, wersja programu {number}", scrub=keep("number", "day"))
VERSION_SESSION = register("programmes.version.session_set", "wpisano dzień sesji rady: {day}, wersja programu {number}", scrub=keep("number", "day"))
VERSION_MOVED = register("programmes.version.moved", "program, wersja {number}: {state}", scrub=keep("number", "state"))
VERSION_ADOPTED = register(
    "programmes.version.adopted", "uchwalono program, wersja {number}: uchwała {resolution} z {on}", scrub=keep("number", "resolution", "on")
)
VERSION_PROMULGATED = register(
    "programmes.version.promulgated", "ogłoszono program, wersja {number}: {position} z {day}, obowiązuje od {valid_from}",
    scrub=keep("number", "position", "day", "valid_from"),
)  # fmt: skip
VERSION_IN_BIP = register(
    "programmes.version.in_bip", "program w BIP, wersja {number}: urząd {office}, centrum {centre}", scrub=keep("number", "office", "centre")
)
VERSION_IN_FORCE = register("programmes.version.in_force", "program zaczął obowiązywać, wersja {number}: od {since}", scrub=keep("number", "since"))
VERSION_ENDED = register("programmes.version.ended", "program przestał obowiązywać, wersja {number}: do {last}", scrub=keep("number", "last"))
VERSION_PRINTED = register(
    "programmes.version.printed", "pobrano załącznik do uchwały, wersja programu {number}", scrub=keep("number"), reading=True
)

# Diagnoses and questionnaires: numbers, codes, days and names of organisations. An answer from the web leaves no entry.
DIAGNOSIS_DRAWN_UP = register(
    "programmes.diagnosis.drawn_up", "rozpoczęto diagnozę nr {number}, {valid_from}–{valid_to}", scrub=keep("number", "valid_from", "valid_to")
)
DIAGNOSIS_CHANGED = register("programmes.diagnosis.changed", "zmieniono treść diagnozy nr {number}", scrub=keep("number"))
DIAGNOSIS_REOPENED = register("programmes.diagnosis.reopened", "wrócono do szkicu diagnozy nr {number}", scrub=keep("number"))
DIAGNOSIS_CONSULTED = register(
    "programmes.diagnosis.consulted", "zakończono konsultacje diagnozy nr {number} ({consulted_on})", scrub=keep("number", "consulted_on")
)
DIAGNOSIS_HANDED_OVER = register(
    "programmes.diagnosis.handed_over", "przekazano diagnozę nr {number}: wójtowi {to_mayor_on}, radzie {to_council_on}",
    scrub=keep("number", "to_mayor_on", "to_council_on"),
)  # fmt: skip
DIAGNOSIS_PRINTED = register("programmes.diagnosis.printed", "pobrano diagnozę nr {number} ({format})", scrub=keep("number", "format"), reading=True)
DIAGNOSES_EXPORTED = register("programmes.diagnosis.exported", "pobrano wykaz diagnoz ({format})", scrub=keep("format"), reading=True)
CONCLUSION_WRITTEN = register("programmes.conclusion.written", "zapisano wniosek diagnozy nr {number}: {area}", scrub=keep("number", "area"))
CONCLUSION_REMOVED = register("programmes.conclusion.removed", "usunięto wniosek diagnozy nr {number}: {area}", scrub=keep("number", "area"))
LOCAL_PROVIDER_WRITTEN = register(
    "programmes.local_provider.written", "zapisano w diagnozie nr {number} wykonawcę: {name}", scrub=keep("number")
)
LOCAL_PROVIDER_REMOVED = register(
    "programmes.local_provider.removed", "usunięto z diagnozy nr {number} wykonawcę: {name}", scrub=keep("number")
)
LOCAL_PROVIDERS_COLLECTED = register(
    "programmes.local_provider.collected", "pobrano do diagnozy nr {number} wykonawców z bazy usług: {added}, uzupełniono {completed}",
    scrub=keep("number", "added", "completed"),
)  # fmt: skip
LOCAL_PROVIDERS_EXPORTED = register(
    "programmes.local_provider.exported", "pobrano wykaz wykonawców z diagnozy nr {number} ({format})", scrub=keep("number", "format"), reading=True
)
QUESTIONNAIRE_WRITTEN = register(
    "programmes.questionnaire.written", "zapisano ankietę {code}, otwarta od {opens_on} do {closes_on}", scrub=keep("code", "opens_on", "closes_on")
)  # fmt: skip
QUESTIONS_CHANGED = register("programmes.questionnaire.changed", "zmieniono pytania ankiety {code}", scrub=keep("code"))
PAPER_ENTERED = register("programmes.questionnaire.entered", "wpisano papierową odpowiedź na ankietę {code}", scrub=keep("code"))
QUESTIONNAIRE_PRINTED = register("programmes.questionnaire.printed", "pobrano pustą ankietę {code} do druku", scrub=keep("code"), reading=True)
RESULTS_EXPORTED = register(
    "programmes.questionnaire.exported", "pobrano wyniki ankiety {code} ({format})", scrub=keep("code", "format"), reading=True
)
