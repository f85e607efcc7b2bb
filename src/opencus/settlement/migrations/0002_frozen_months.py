"""An accepted month cannot change any more, whoever writes to it."""

from django.db import migrations, models

FREEZE = """
CREATE FUNCTION settlement_freeze_month() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.state IN ('accepted', 'paid') THEN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'settlement % is accepted', OLD.id USING ERRCODE = 'check_violation';
        END IF;
        IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state' OR NEW.state NOT IN ('accepted', 'paid')
           OR (OLD.state = 'paid' AND NEW.state <> 'paid') THEN
            RAISE EXCEPTION 'settlement % is accepted', OLD.id USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION settlement_freeze_line() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') AND EXISTS (
        SELECT 1 FROM settlement_settlement s
        WHERE s.centre_id = OLD.centre_id AND s.id = OLD.settlement_id AND s.state IN ('accepted', 'paid')
    ) THEN
        RAISE EXCEPTION 'settlement % is accepted', OLD.settlement_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') AND EXISTS (
        SELECT 1 FROM settlement_settlement s
        WHERE s.centre_id = NEW.centre_id AND s.id = NEW.settlement_id AND s.state IN ('accepted', 'paid')
    ) THEN
        RAISE EXCEPTION 'settlement % is accepted', NEW.settlement_id USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER settlement_month_frozen BEFORE UPDATE OR DELETE ON settlement_settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_freeze_month();
CREATE TRIGGER settlement_line_frozen BEFORE INSERT OR UPDATE OR DELETE ON settlement_settlementline
    FOR EACH ROW EXECUTE FUNCTION settlement_freeze_line();
"""

THAW = """
DROP TRIGGER settlement_line_frozen ON settlement_settlementline;
DROP TRIGGER settlement_month_frozen ON settlement_settlement;
DROP FUNCTION settlement_freeze_line();
DROP FUNCTION settlement_freeze_month();
"""


class Migration(migrations.Migration):
    dependencies = [("settlement", "0001_settlements")]

    operations = [
        migrations.AddField("settlement", "answer", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.RunSQL(FREEZE, THAW),
    ]
