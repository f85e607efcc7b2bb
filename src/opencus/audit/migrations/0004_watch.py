"""Watching over the journal: alarms, anchors, terms of keeping; functions that forget words and close whole periods."""

from django.db import migrations, models
from django.db.models import Q

from opencus.core.tenancy.context import current_centre_id
from opencus.core.tenancy.operations import TenantTables

SQL = """
-- What waits for its seal, for the inspector's screen: numbers of entries of the own centre, nothing else.
CREATE FUNCTION guard.queue() RETURNS TABLE (entry_id bigint, centre_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT u.entry_id, u.centre_id FROM guard.unsealed u WHERE u.centre_id = guard.centre()
$$;

-- Forgetting can only take away: every key kept must be in the payload with the same value.
CREATE FUNCTION guard.forget(ids bigint[], kept jsonb[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant uuid := guard.centre();
    done integer;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'forget: no centre in context';
    END IF;
    IF EXISTS (
        SELECT FROM unnest(ids, kept) AS f(id, kept)
        LEFT JOIN public.audit_entry e ON e.id = f.id AND e.centre_id = tenant
        WHERE e.id IS NULL OR f.kept IS NULL OR e.at > clock_timestamp() - interval '730 days'
           OR EXISTS (SELECT FROM jsonb_each(f.kept) k WHERE (e.data -> k.key) IS DISTINCT FROM k.value)
    ) THEN
        RAISE EXCEPTION 'forget: an entry younger than two years, of another centre, or with words it never had';
    END IF;
    UPDATE public.audit_entry e SET data = f.kept, purpose = '', scrubbed_at = clock_timestamp()
        FROM unnest(ids, kept) AS f(id, kept) WHERE e.id = f.id AND e.scrubbed_at IS NULL;
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END $$;

-- A closed period is always the beginning of the chain; the sealed record of its last hash is what the rest hangs on.
CREATE FUNCTION guard.close_period(upto bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    tenant uuid := guard.centre();
    lowest bigint;
    newest bigint;
    entries bigint;
    head bytea;
    began timestamptz;
    ended timestamptz;
BEGIN
    IF tenant IS NULL THEN
        RAISE EXCEPTION 'close_period: no centre in context';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('opencus seal ' || tenant::text, 0));
    SELECT min(number), max(number) INTO lowest, newest FROM public.audit_link WHERE centre_id = tenant;
    IF lowest IS NULL OR upto < lowest OR upto >= newest THEN
        RAISE EXCEPTION 'close_period: the period must begin the chain and leave its newest link';
    END IF;
    SELECT count(*), min(e.at), max(e.at) INTO entries, began, ended
        FROM public.audit_link l JOIN public.audit_entry e ON e.id = l.entry_id
        WHERE l.centre_id = tenant AND l.number <= upto;
    IF entries <> upto - lowest + 1 OR ended > clock_timestamp() - interval '730 days' OR EXISTS (
        SELECT FROM public.audit_link l WHERE l.centre_id = tenant AND l.number <= upto
        AND l.sealed_at > clock_timestamp() - interval '730 days'
    ) THEN
        RAISE EXCEPTION 'close_period: entries are missing or younger than two years';
    END IF;
    SELECT l.hash INTO head FROM public.audit_link l WHERE l.centre_id = tenant AND l.number = upto;
    DELETE FROM public.audit_entry e USING public.audit_link l
        WHERE l.entry_id = e.id AND l.centre_id = tenant AND l.number <= upto;
    DELETE FROM public.audit_link l WHERE l.centre_id = tenant AND l.number <= upto;
    PERFORM guard.journal('audit.period.closed', NULL, 'system', '', NULL, NULL, '', jsonb_build_object(
        'first', lowest, 'last', upto, 'count', entries, 'head', encode(head, 'hex'),
        'from', to_char(began AT TIME ZONE 'Europe/Warsaw', 'YYYY-MM-DD'),
        'to', to_char(ended AT TIME ZONE 'Europe/Warsaw', 'YYYY-MM-DD')));
    PERFORM guard.seal(1000000);
    RETURN entries;
END $$;

REVOKE ALL ON FUNCTION guard.queue(), guard.forget(bigint[], jsonb[]), guard.close_period(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.queue() TO opencus_app;
"""

UNDO = """
DROP FUNCTION guard.close_period(bigint);
DROP FUNCTION guard.forget(bigint[], jsonb[]);
DROP FUNCTION guard.queue();
"""

CENTRE = ("centre_id", models.UUIDField(default=current_centre_id))


def row(*fields: tuple[str, models.Field]) -> list[tuple[str, models.Field]]:
    return [("id", models.BigAutoField(primary_key=True, serialize=False)), CENTRE, *fields]


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_entries_by_day")]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["centre_id", "actor_id", "at"], name="audit_entry_actor"),
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=row(
                ("actor_id", models.UUIDField()),
                ("level", models.CharField(choices=[("warning", "ostrzeżenie"), ("alarm", "alarm")], max_length=8)),
                ("raised_at", models.DateTimeField()),
                ("openings", models.PositiveIntegerField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                ("reason", models.TextField(default="")),
            ),
            options={
                "indexes": [
                    models.Index(fields=["centre_id", "actor_id", "-raised_at"], name="audit_alarm_actor"),
                    models.Index(fields=["centre_id", "-raised_at"], name="audit_alarm_open", condition=Q(lifted_at__isnull=True)),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=row(
                ("actor_id", models.UUIDField()),
                ("minute", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["centre_id", "actor_id", "minute"], name="audit_tally_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnchorCopy",
            fields=row(
                (
                    "place",
                    models.CharField(
                        choices=[("file", "plik na serwerze"), ("mail", "e-mail do inspektora"), ("syslog", "serwer logów")],
                        max_length=8,
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                ("number", models.BigIntegerField()),
                ("entry", models.BigIntegerField()),
                ("entry_at", models.DateTimeField()),
                ("hash", models.CharField(max_length=64)),
                ("sent_at", models.DateTimeField(null=True)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("trouble", models.CharField(default="", max_length=200)),
            ),
            options={"indexes": [models.Index(fields=["centre_id", "-taken_at"], name="audit_anchor_latest")]},
        ),
        migrations.CreateModel(
            name="Term",
            fields=row(
                ("code", models.CharField(choices=[("system", "dziennik systemu"), ("case", "dane spraw")], max_length=8)),
                ("years", models.PositiveSmallIntegerField()),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["centre_id", "code"], name="audit_term_once"),
                    models.CheckConstraint(
                        condition=Q(code="system", years__gte=2, years__lte=100)
                        | Q(code="case", years__gte=10, years__lte=100),
                        name="audit_term_least",
                    ),
                ],
            },
        ),
        TenantTables(),
        migrations.RunSQL(SQL, UNDO),
    ]
