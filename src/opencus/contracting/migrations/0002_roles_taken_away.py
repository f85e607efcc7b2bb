from django.db import migrations

CENTRES_OF = """
CREATE OR REPLACE FUNCTION guard.centres_of(log_in uuid) RETURNS TABLE (centre_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.centre_id FROM public.centre_membership m
    WHERE m.user_id = log_in AND m.ended_at IS NULL
      AND m.valid_from <= current_date AND coalesce(m.valid_to, current_date) >= current_date
    UNION
    SELECT s.centre_id FROM public.contracting_providerseat s
    WHERE s.user_id = log_in AND s.valid_from <= current_date AND coalesce(s.valid_to, current_date) >= current_date
$$;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0005_role_taken_away'),
        ('contracting', '0001_contracts'),
    ]

    operations = [
        migrations.RunSQL(CENTRES_OF, migrations.RunSQL.noop),
    ]
