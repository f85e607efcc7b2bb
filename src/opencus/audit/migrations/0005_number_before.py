"""A centre that moves takes its journal along: entries get new numbers, the chain goes on with those they had."""

from django.db import migrations, models

BYTES = """
CREATE OR REPLACE FUNCTION guard.entry_bytes(e public.audit_entry) RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT convert_to(jsonb_build_array(
        {number}, e.centre_id, (extract(epoch FROM e.at) * 1000000)::bigint, e.kind, e.actor_id, e.actor_role,
        e.subject_type, e.subject_id, e.person_id, encode(e.digest, 'hex'))::text, 'UTF8')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_watch")]
    operations = [
        migrations.AddField(model_name="entry", name="number_before", field=models.BigIntegerField(null=True)),
        migrations.RunSQL(
            BYTES.format(number="coalesce(e.number_before, e.id)"),
            BYTES.format(number="e.id"),
        ),
    ]
