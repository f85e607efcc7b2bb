"""Founding a centre is the operator's act, and no centre may be called like a page of all."""

from django.db import migrations, models

SQL = """
CREATE FUNCTION guard.found_centre(centre jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.centre_centre SELECT * FROM jsonb_populate_record(NULL::public.centre_centre, centre)
$$;
CREATE FUNCTION guard.name_municipality(municipality jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    INSERT INTO public.centre_municipality SELECT * FROM jsonb_populate_record(NULL::public.centre_municipality, municipality)
    ON CONFLICT (code) DO NOTHING
$$;
REVOKE ALL ON FUNCTION guard.found_centre(jsonb), guard.name_municipality(jsonb) FROM PUBLIC;
"""
UNDO = "DROP FUNCTION guard.found_centre(jsonb); DROP FUNCTION guard.name_municipality(jsonb);"


class Migration(migrations.Migration):
    dependencies = [("centre", "0005_role_taken_away")]
    operations = [
        migrations.RunSQL(SQL, UNDO),
        migrations.AddConstraint(
            model_name="centre",
            constraint=models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])$")
                & ~models.Q(
                    slug__in=[
                        "konto", "static", "ui", "health", "metrics", "admin", "api", "media", "system", "robots", "favicon",
                        "sw", "www", "pomoc", "login", "logout",
                    ]
                ),
                name="centre_centre_slug",
            ),
        ),
    ]
