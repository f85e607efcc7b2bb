"""The journal: tables the application may only read, functions that append and seal."""

from django.db import migrations, models
from django.db.models import Q

from opencus.core.tenancy.operations import TenantTables

SQL = """
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_entry, audit_link FROM opencus_app;

CREATE TABLE guard.unsealed (entry_id bigint PRIMARY KEY, centre_id uuid NOT NULL);
CREATE INDEX unsealed_centre ON guard.unsealed (centre_id, entry_id);
REVOKE ALL ON guard.unsealed FROM PUBLIC, opencus_app;

-- What may be scrubbed (payload, purpose) enters the chain as a digest only, so that forgetting keeps the chain.
CREATE FUNCTION guard.payload_digest(data jsonb, purpose text) RETURNS bytea
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT sha256(convert_to(jsonb_build_array(data, purpose)::text, 'UTF8'))
$$;

CREATE FUNCTION guard.journal(
    kind text, actor uuid, actor_role text, subject_type text, subject uuid, person uuid, purpose text, data jsonb
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant uuid := guard.centre();
    number bigint;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'journal: no centre in context';
    END IF;
    INSERT INTO public.audit_entry
        (centre_id, at, kind, actor_id, actor_role, subject_type, subject_id, person_id, purpose, data, digest)
    VALUES (tenant, clock_timestamp(), kind, actor, actor_role, subject_type, subject, person, purpose, data,
            guard.payload_digest(data, purpose))
    RETURNING id INTO number;
    INSERT INTO guard.unsealed (entry_id, centre_id) VALUES (number, tenant);
    RETURN number;
END $$;

CREATE FUNCTION guard.entry_bytes(e public.audit_entry) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT convert_to(jsonb_build_array(
        e.id, e.centre_id, (extract(epoch FROM e.at) * 1000000)::bigint, e.kind, e.actor_id, e.actor_role,
        e.subject_type, e.subject_id, e.person_id, encode(e.digest, 'hex'))::text, 'UTF8')
$$;

-- Entries are linked in the order in which they are found committed, not by id: a long transaction may commit
-- a lower id later and must still find its place.
CREATE FUNCTION guard.seal(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant uuid := guard.centre();
    previous bytea;
    link_number bigint;
    done integer := 0;
    e public.audit_entry;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'seal: no centre in context';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('opencus seal ' || tenant::text, 0));
    SELECT l.number, l.hash INTO link_number, previous FROM public.audit_link l
        WHERE l.centre_id = tenant ORDER BY l.number DESC LIMIT 1;
    link_number := coalesce(link_number, 0);
    previous := coalesce(previous, sha256(convert_to('opencus ' || tenant::text, 'UTF8')));
    FOR e IN SELECT entry.* FROM guard.unsealed u JOIN public.audit_entry entry ON entry.id = u.entry_id
             WHERE u.centre_id = tenant ORDER BY u.entry_id LIMIT most
    LOOP
        link_number := link_number + 1;
        previous := sha256(previous || guard.entry_bytes(e));
        INSERT INTO public.audit_link (centre_id, number, entry_id, hash, sealed_at)
            VALUES (tenant, link_number, e.id, previous, clock_timestamp());
        DELETE FROM guard.unsealed WHERE entry_id = e.id;
        done := done + 1;
    END LOOP;
    RETURN done;
END $$;

CREATE FUNCTION guard.first_broken_link() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant uuid := guard.centre();
    previous bytea := sha256(convert_to('opencus ' || tenant::text, 'UTF8'));
    expected bigint := 0;
    l public.audit_link;
    e public.audit_entry;
BEGIN
    FOR l IN SELECT link.* FROM public.audit_link link WHERE link.centre_id = tenant ORDER BY link.number
    LOOP
        expected := expected + 1;
        SELECT entry.* INTO e FROM public.audit_entry entry WHERE entry.id = l.entry_id;
        IF e.id IS NULL OR l.number <> expected OR e.centre_id <> tenant THEN
            RETURN expected;
        END IF;
        IF e.scrubbed_at IS NULL AND e.digest <> guard.payload_digest(e.data, e.purpose) THEN
            RETURN l.number;
        END IF;
        previous := sha256(previous || guard.entry_bytes(e));
        IF previous <> l.hash THEN
            RETURN l.number;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.journal(text, uuid, text, text, uuid, uuid, text, jsonb) TO opencus_app;
GRANT EXECUTE ON FUNCTION guard.seal(integer), guard.first_broken_link() TO opencus_app;
GRANT EXECUTE ON FUNCTION guard.centre() TO opencus_app, opencus_backup;
"""

UNDO = """
DROP FUNCTION guard.first_broken_link();
DROP FUNCTION guard.seal(integer);
DROP FUNCTION guard.entry_bytes(public.audit_entry);
DROP FUNCTION guard.journal(text, uuid, text, text, uuid, uuid, text, jsonb);
DROP FUNCTION guard.payload_digest(jsonb, text);
DROP TABLE guard.unsealed;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_tenant_context")]
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("centre_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("kind", models.CharField(max_length=80)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_role", models.CharField(max_length=40)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("purpose", models.TextField()),
                ("data", models.JSONField()),
                ("digest", models.BinaryField()),
                ("scrubbed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["centre_id", "-id"], name="audit_entry_latest"),
                    models.Index(fields=["person_id", "-id"], name="audit_entry_person", condition=Q(person_id__isnull=False)),
                    models.Index(
                        fields=["subject_id", "-id"], name="audit_entry_subject", condition=Q(subject_id__isnull=False)
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("centre_id", models.UUIDField()),
                ("number", models.BigIntegerField()),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("hash", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["centre_id", "number"], name="audit_link_number")],
            },
        ),
        TenantTables(),
        migrations.RunSQL(SQL, UNDO),
    ]
