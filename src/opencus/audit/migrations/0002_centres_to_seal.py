"""Which centres wait for sealing: the job asks across centres without seeing a single entry."""

from django.db import migrations

SQL = """
CREATE FUNCTION guard.centres_to_seal() RETURNS TABLE (centre_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT DISTINCT u.centre_id FROM guard.unsealed u
$$;
REVOKE ALL ON FUNCTION guard.centres_to_seal() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.centres_to_seal() TO opencus_app;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_journal")]
    operations = [migrations.RunSQL(SQL, "DROP FUNCTION guard.centres_to_seal()")]
