"""What the journal says about the information on realisation."""

from __future__ import annotations

from opencus.audit.events import keep, register

WRITTEN = register("reporting.realisation.written", "uzupełniono informację z realizacji: {version}", scrub=keep("version"))
PREPARED = register("reporting.realisation.prepared", "policzono informację z realizacji: {version}", scrub=keep("version"))
PUBLISHED = register(
    "reporting.realisation.published", "ogłoszono informację z realizacji: {version}, w BIP urzędu {office}, w BIP centrum {centre}",
    scrub=keep("version", "office", "centre"),
)  # fmt: skip
EXPORTED = register("reporting.realisation.exported", "pobrano informację z realizacji: {version} ({format})", scrub=keep("version", "format"), reading=True)
EFFECTS_EXPORTED = register("reporting.effects.exported", "pobrano mierniki: {version} ({count})", scrub=keep("version", "count"), reading=True)
