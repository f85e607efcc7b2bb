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
OFFER_GROUP_WRITTEN = register("programmes.offer.group_written", "zapisano grupę docelową: {name}", scrub=keep("name"))
OFFER_GROUP_REMOVED = register("programmes.offer.group_removed", "usunięto grupę docelową: {name}", scrub=keep("name"))
FEE_TABLE_WRITTEN = register("programmes.fee_table.written", "zapisano tabelę opłat: {name}, od {valid_from}", scrub=keep("name", "valid_from"))
FEE_TABLE_REMOVED = register("programmes.fee_table.removed", "usunięto tabelę opłat: {name}", scrub=keep("name"))
SOURCE_WRITTEN = register("programmes.source.written", "zapisano źródło finansowania: {name}", scrub=keep("name"))
CRITERION_WRITTEN = register("programmes.criterion.written", "zapisano kryterium dochodowe od {valid_from}: {single} i {family} zł", scrub=keep("valid_from", "single", "family"))
