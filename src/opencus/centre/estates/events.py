"""What the journal says about estates."""

from __future__ import annotations

from opencus.audit.events import keep, register

SAVED = register("centre.estate.save", "zapisano jednostkę pomocniczą: {estate}, adresów: {count}", scrub=keep("estate", "count"))
REMOVED = register("centre.estate.remove", "usunięto jednostkę pomocniczą: {estate}", scrub=keep("estate"))
