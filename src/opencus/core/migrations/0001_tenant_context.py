"""The guard schema: who may prove for which centre a transaction speaks."""

from django.db import migrations

SQL = """
CREATE SCHEMA guard;
CREATE TABLE guard.signing_key (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON guard.signing_key FROM PUBLIC;

-- HMAC-SHA256 by hand: pgcrypto is not part of every PostgreSQL that OpenCUS runs on.
-- PARALLEL RESTRICTED: a parallel worker has another pid and would never match.
CREATE FUNCTION guard.centre() RETURNS uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted text := current_setting('opencus.centre', true);
    claimed text := current_setting('opencus.signature', true);
    key guard.signing_key;
    message bytea;
BEGIN
    IF coalesce(wanted, '') = '' OR coalesce(claimed, '') = '' THEN
        RETURN NULL;
    END IF;
    SELECT * INTO key FROM guard.signing_key LIMIT 1;
    message := convert_to(
        wanted || '|' || pg_backend_pid() || '|'
        || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint, 'UTF8');
    IF encode(sha256(key.outer_pad || sha256(key.inner_pad || message)), 'hex') = claimed THEN
        RETURN wanted::uuid;
    END IF;
    RETURN NULL;
END $$;

GRANT USAGE ON SCHEMA guard TO opencus_app, opencus_backup;
REVOKE ALL ON FUNCTION guard.centre() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.centre() TO opencus_app, opencus_backup;
REVOKE ALL ON guard.signing_key FROM opencus_app;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(SQL, "DROP SCHEMA guard CASCADE"),
    ]
