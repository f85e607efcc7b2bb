"""Notes of background jobs, and the age of the journal's unsealed tail for the health check."""

from django.db import migrations, models

# The application sees entries of one centre at a time; how long the oldest waits says nothing about anybody.
OLDEST = """
CREATE FUNCTION guard.oldest_unsealed() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT e.at FROM public.audit_entry e WHERE e.id = (SELECT min(u.entry_id) FROM guard.unsealed u)
$$;
REVOKE ALL ON FUNCTION guard.oldest_unsealed() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.oldest_unsealed() TO opencus_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("audit", "0002_centres_to_seal")]
    operations = [
        migrations.RunSQL(OLDEST, "DROP FUNCTION guard.oldest_unsealed()"),
        migrations.CreateModel(
            name="JobNote",
            fields=[
                ("job_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("words", models.CharField(default="", max_length=120)),
                ("error", models.CharField(default="", max_length=200)),
                ("error_at", models.DateTimeField(null=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__gte", 0)), name="config_jobnote_done_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total__isnull", True), ("done__lte", models.F("total")), _connector="OR"),
                        name="config_jobnote_done_within_total",
                    ),
                ],
            },
        ),
    ]
