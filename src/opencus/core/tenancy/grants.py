"""What the application may do in the database, in one place; ``apply`` makes it so, ``audit.faults`` compares.

A table that is not named here is a tenant table and gets ``ROWS``: its policy keeps centres apart. A table without
a centre gets exactly what is written here, and a new one gets nothing before somebody decides (docs/decisions/0009).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

APP, BACKUP = "opencus_app", "opencus_backup"
ROWS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
READ = frozenset({"SELECT"})
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Grant:
    """Rights of the application on one table; ``update`` names columns when not the whole row may be changed."""

    table: frozenset[str]
    update: tuple[str, ...] = ()


#: Columns of a centre that its own screens change; the policy below lets them change their own centre only.
_SETTINGS = (
    "name", "short_name", "street", "postcode", "town", "phone", "email", "opening_hours", "bank_account",
    "pes_share_min", "pes_share_basis", "hidden_rooms", "second_factor",
)  # fmt: skip
#: Everything about a log-in but who it is (id) and since when (created_at is written again by a plain save).
_ACCOUNT = ("email", "full_name", "password", "is_active", "last_login", "created_at")

TABLES: dict[str, Grant] = {
    "centre_municipality": Grant(READ),
    "catalogue_area": Grant(READ),
    "django_migrations": Grant(READ),
    "django_content_type": Grant(READ),
    "auth_permission": Grant(NOTHING),
    "auth_group": Grant(NOTHING),
    "auth_group_permissions": Grant(NOTHING),
    "centre_centre": Grant(READ, update=_SETTINGS),
    "centre_user": Grant(READ | {"INSERT"}, update=_ACCOUNT),
    "centre_loginsession": Grant(ROWS),
    "centre_usedcode": Grant(ROWS),
    "django_session": Grant(NOTHING),  # sessions are kept in centre_loginsession
    "account_emailaddress": Grant(ROWS),
    "account_emailconfirmation": Grant(READ),  # the library asks; confirmations are signed, never stored
    "mfa_authenticator": Grant(ROWS),
    "axes_accessattempt": Grant(ROWS),
    "axes_accessattemptexpiration": Grant(ROWS),
    "axes_accessfailurelog": Grant(READ | {"INSERT", "DELETE"}),
    "axes_accesslog": Grant(READ | {"INSERT", "UPDATE", "DELETE"}),
    "procrastinate_jobs": Grant(ROWS),
    "procrastinate_events": Grant(READ | {"INSERT", "DELETE"}),
    "procrastinate_periodic_defers": Grant(ROWS),
    "procrastinate_workers": Grant(ROWS),
    "config_jobnote": Grant(ROWS),
    # The journal: appended and sealed by functions of guard only.
    "audit_entry": Grant(READ),
    "audit_link": Grant(READ),
    "guard.signing_key": Grant(NOTHING),
    "guard.unsealed": Grant(NOTHING),
}

#: Functions of guard: who may call them. Whatever is not named may be called by its owner, the migrator, alone.
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "centre": (APP, BACKUP),
    "centres_of": (APP,),
    "journal": (APP,),
    "seal": (APP,),
    "first_broken_link": (APP,),
    "centres_to_seal": (APP,),
    "queue": (APP,),
    "oldest_unsealed": (APP,),
}
#: Called by the migrator: founding a centre, forgetting, closing a period. Tests found centres as the application.
FOUNDING = frozenset({"found_centre", "name_municipality"})

#: Row policies of tables without a centre: table -> policy -> (command, USING, WITH CHECK).
POLICIES: dict[str, dict[str, tuple[str, str | None, str | None]]] = {
    "centre_centre": {
        "seen": ("SELECT", "true", None),
        "own_settings": ("UPDATE", "(id = ( SELECT guard.centre() AS centre))", "(id = ( SELECT guard.centre() AS centre))"),
    },
}


def apply(cursor: Any) -> None:
    """Bring the rights of the application to what is written here; run as the migrator, again and again without harm."""
    for table, seen in _tables(cursor).items():
        grant = TABLES.get(table, Grant(ROWS if seen else NOTHING))
        name = ".".join(f'"{part}"' for part in table.split("."))
        cursor.execute(f"REVOKE ALL ON {name} FROM {APP}, {BACKUP}, PUBLIC")
        columns = [f'UPDATE ({", ".join(grant.update)})'] if grant.update else []
        if rights := [*sorted(grant.table), *columns]:
            cursor.execute(f"GRANT {', '.join(rights)} ON {name} TO {APP}")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {APP}, PUBLIC")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
    _policies(cursor)


def lend_founding(cursor: Any) -> None:
    """Let the application found centres: in test databases, and while a demonstration is being filled."""
    for function in sorted(_founders(cursor)):
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {APP}")


def take_founding_back(cursor: Any) -> None:
    """End what ``lend_founding`` began."""
    for function in sorted(_founders(cursor)):
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM {APP}")


def faults(cursor: Any) -> list[str]:
    """Return every right that is more, or less, than what is written here; empty when all agrees."""
    found = []
    for table, seen in _tables(cursor).items():
        if not seen and table not in TABLES:
            found.append(f"{table}: no grant is written down for it (core/tenancy/grants.py)")
            continue
        found += _table_faults(cursor, table, TABLES.get(table, Grant(ROWS)))
    found += [f"{table}: named in grants.py, but there is no such table" for table in TABLES.keys() - _tables(cursor).keys()]
    return found + _function_faults(cursor) + _database_faults(cursor)


_TABLES = """
SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname,
       EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'centre_id' AND NOT a.attisdropped)
       AND n.nspname = 'public'
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'guard') AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1
"""
_RIGHTS = """
SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type, a.is_grantable, ''
FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = to_regclass(%s) AND a.grantee <> c.relowner
UNION ALL
SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END, a.privilege_type, a.is_grantable, t.attname
FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
WHERE t.attrelid = to_regclass(%s) AND a.grantee <> c.relowner
"""
_FUNCTIONS = """
SELECT p.proname, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace,
     aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
WHERE n.nspname = 'guard' AND a.grantee <> p.proowner
"""
_DATABASE = """
SELECT has_database_privilege('opencus_app', current_database(), 'TEMPORARY'),
       has_database_privilege('opencus_app', current_database(), 'CREATE'),
       has_schema_privilege('opencus_app', 'public', 'CREATE'), has_schema_privilege('opencus_app', 'guard', 'CREATE'),
       current_database() LIKE 'test\\_%'
"""


def _tables(cursor: Any) -> dict[str, bool]:
    """Every table and whether it has a centre."""
    cursor.execute(_TABLES)
    return dict(cursor.fetchall())


def _founders(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
        "WHERE n.nspname = 'guard' AND p.proname = ANY(%s)", [sorted(FOUNDING)]
    )  # fmt: skip
    return [row[0] for row in cursor.fetchall()]


def _table_faults(cursor: Any, table: str, grant: Grant) -> list[str]:
    wanted = {(APP, right, "") for right in grant.table} | {(APP, "UPDATE", column) for column in grant.update}
    cursor.execute(_RIGHTS, [table, table])
    rows = cursor.fetchall()
    held = {(who, right, column) for who, right, _, column in rows if not (who == BACKUP and right == "SELECT")}
    found = [f"{table}: {who} may hand on {right}" for who, right, grantable, _ in rows if grantable]

    def words(one: tuple[str, str, str]) -> str:
        return f"{one[0]} {one[1]}" + (f" ({one[2]})" if one[2] else "")

    found += [f"{table}: {words(one)} is held but not written down" for one in sorted(held - wanted)]
    return found + [f"{table}: {words(one)} is written down but not held" for one in sorted(wanted - held)]


def _function_faults(cursor: Any) -> list[str]:
    cursor.execute(_DATABASE)
    in_tests = cursor.fetchone()[4]
    cursor.execute(_FUNCTIONS)
    held = set(cursor.fetchall())
    if in_tests:
        held -= {(name, APP) for name in FOUNDING}
    wanted = {(name, role) for name, roles in FUNCTIONS.items() for role in roles}
    found = [f"guard.{name}: {role} may call it, but that is not written down" for name, role in sorted(held - wanted)]
    return found + [f"guard.{name}: {role} may not call it" for name, role in sorted(wanted - held)]


def _database_faults(cursor: Any) -> list[str]:
    cursor.execute(_DATABASE)
    rights = ("makes temporary tables", "creates schemas", "creates tables in public", "creates functions in guard")
    return [f"opencus_app: {right}" for right, held in zip(rights, cursor.fetchone()[:4], strict=True) if held]


def _policies(cursor: Any) -> None:
    for table, policies in POLICIES.items():
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        for name, (command, using, check) in policies.items():
            cursor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
            parts = [f" USING ({using})" if using else "", f" WITH CHECK ({check})" if check else ""]
            cursor.execute(f"CREATE POLICY {name} ON {table} FOR {command}{''.join(parts)}")
