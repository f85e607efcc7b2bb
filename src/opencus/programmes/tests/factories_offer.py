"""A draft to write in: the next version of the programme, with Zofia and Ewa to try rules on."""

from __future__ import annotations

from typing import Any

from opencus.programmes.models import ProgrammeService, ProgrammeVersion
from opencus.programmes.tests.factories import offered, programme_in_force

AGE_60 = {"fact": "age", "op": ">=", "value": 60}
ALONE = {"fact": "lives_alone", "op": "==", "value": True}


def draft(**fields: Any) -> ProgrammeVersion:
    """Version 2 of the programme, still a draft; asked again it gives the same one."""
    first = programme_in_force()
    values = {"valid_from": first.valid_from, "valid_to": first.valid_to, "state": "draft", "data_fields": ["referral"], **fields}
    return ProgrammeVersion.objects.get_or_create(programme=first.programme, number=2, defaults=values)[0]


def drafted(code: str = "FIZ", name: str = "Mobilny fizjoterapeuta", **fields: Any) -> ProgrammeService:
    """A service in the draft."""
    return offered(code, name, version=draft(), **fields)


def rows(*nodes: tuple[str, ...] | str, **more: str) -> dict[str, Any]:
    """What the builder sends: `"0 all"` is a group, `("0.0", "age", ">=", "60")` a row."""
    sent: dict[str, Any] = {"rule-n": []}
    for node in nodes:
        if isinstance(node, str):
            path, kind = node.split()
            sent[f"rule-k-{path}"] = kind
        else:
            path, fact, op, *values = node
            sent |= {f"rule-f-{path}": fact, f"rule-was-f-{path}": fact, f"rule-o-{path}": op, f"rule-v-{path}": values}
        sent["rule-n"].append(path)
    return sent | more


