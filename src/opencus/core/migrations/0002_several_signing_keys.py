"""While a signing key is rotated the database accepts the old one too: nobody's request is refused."""

from django.db import migrations

SQL = """
CREATE OR REPLACE FUNCTION guard.centre() RETURNS uuid
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
    message := convert_to(
        wanted || '|' || pg_backend_pid() || '|'
        || (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint, 'UTF8');
    FOR key IN SELECT * FROM guard.signing_key LOOP
        IF encode(sha256(key.outer_pad || sha256(key.inner_pad || message)), 'hex') = claimed THEN
            RETURN wanted::uuid;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_tenant_context")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
