"""Evidence of visits: codes, corrections, acts of phones, and one place at a time for every worker."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
import opencus.delivery.models.visits
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


# The table delivery_workertime follows visits and rides by itself: whoever writes them, the promise holds.
TRIGGERS = """
CREATE FUNCTION delivery_hold_worker_time() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    way uuid;
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM delivery_workertime WHERE centre_id = OLD.centre_id AND booking_id = OLD.id;
        RETURN OLD;
    END IF;
    IF NEW.worker_id IS NULL OR NEW.state IN ('cancelled', 'cancelled_late', 'no_show') THEN
        DELETE FROM delivery_workertime WHERE centre_id = NEW.centre_id AND booking_id = NEW.id;
        RETURN NEW;
    END IF;
    way := NEW.id;
    IF TG_TABLE_NAME = 'delivery_ride' THEN
        way := coalesce(NEW.vehicle_id, NEW.id);
    END IF;
    INSERT INTO delivery_workertime (id, centre_id, worker_id, booking_id, lane, starts_at, ends_at)
    VALUES (gen_random_uuid(), NEW.centre_id, NEW.worker_id, NEW.id, way, NEW.starts_at, NEW.ends_at)
    ON CONFLICT (centre_id, booking_id) DO UPDATE
    SET worker_id = excluded.worker_id, lane = excluded.lane,
        starts_at = excluded.starts_at, ends_at = excluded.ends_at;
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_visit_time AFTER INSERT OR UPDATE OR DELETE ON delivery_visit
    FOR EACH ROW EXECUTE FUNCTION delivery_hold_worker_time();
CREATE TRIGGER delivery_ride_time AFTER INSERT OR UPDATE OR DELETE ON delivery_ride
    FOR EACH ROW EXECUTE FUNCTION delivery_hold_worker_time();
"""

NO_TRIGGERS = """
DROP TRIGGER delivery_visit_time ON delivery_visit;
DROP TRIGGER delivery_ride_time ON delivery_ride;
DROP FUNCTION delivery_hold_worker_time();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0001_institution'),
        ('contracting', '0001_contracts'),
        ('delivery', '0001_bookings'),
        ('people', '0002_reason_without_pesel'),
        ('resources', '0001_resources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField()),
                ('kind', models.CharField(max_length=24)),
                ('booking_id', models.UUIDField()),
                ('reply', models.JSONField(default=dict)),
                ('device_at', models.DateTimeField(blank=True, null=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='ConfirmationCode',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('digest', models.BinaryField(max_length=16)),
                ('failed_tries', models.PositiveSmallIntegerField(default=0)),
                ('issued_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('reason', models.CharField(max_length=240)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ('at',),
            },
        ),
        migrations.CreateModel(
            name='VisitSeries',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('left_out', models.JSONField(default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='WorkerTime',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('booking_id', models.UUIDField()),
                ('lane', models.UUIDField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='ride',
            name='arrived_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ride',
            name='device_ended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ride',
            name='device_started_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='ride',
            name='drive_minutes',
            field=models.PositiveSmallIntegerField(default=20),
        ),
        migrations.AddField(
            model_name='ride',
            name='late_reason',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AddField(
            model_name='ride',
            name='on_call',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='visit',
            name='device_ended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='device_started_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='late_reason',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AddConstraint(
            model_name='ride',
            constraint=models.CheckConstraint(condition=models.Q(('drive_minutes__gt', 0)), name='delivery_ride_drive'),
        ),
        migrations.AddConstraint(
            model_name='ride',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['proposed', 'confirmed', 'under_way', 'done', 'client_confirmed', 'settled', 'interrupted']), ('vehicle__isnull', False), ('worker__isnull', False)), expressions=[('centre', '='), ('vehicle', '='), ('worker', '<>'), (opencus.delivery.models.visits.TsTzRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='delivery_ride_one_driver'),
        ),
        migrations.AddField(
            model_name='act',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='act',
            name='worker',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='resources.worker'),
        ),
        migrations.AddField(
            model_name='confirmationcode',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='confirmationcode',
            name='issued_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='confirmationcode',
            name='person',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='confirmation_codes', to='people.person'),
        ),
        migrations.AddField(
            model_name='correction',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correction',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='correction',
            name='record',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='delivery.deliveryrecord'),
        ),
        migrations.AddField(
            model_name='visitseries',
            name='booked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='visitseries',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='visitseries',
            name='order',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='visit_series', to='contracting.order'),
        ),
        migrations.AddField(
            model_name='visitseries',
            name='worker',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visit_series', to='resources.worker'),
        ),
        migrations.AddField(
            model_name='visit',
            name='series',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='delivery.visitseries'),
        ),
        migrations.AddField(
            model_name='workertime',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='workertime',
            name='worker',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='times', to='resources.worker'),
        ),
        migrations.AddConstraint(
            model_name='act',
            constraint=models.UniqueConstraint(fields=('centre', 'key'), name='delivery_act_once'),
        ),
        migrations.AddConstraint(
            model_name='confirmationcode',
            constraint=models.UniqueConstraint(fields=('centre', 'person'), name='delivery_code_person'),
        ),
        migrations.AddConstraint(
            model_name='correction',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='delivery_correction_reason'),
        ),
        migrations.AddConstraint(
            model_name='visitseries',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='delivery_series_dates'),
        ),
        migrations.AddIndex(
            model_name='workertime',
            index=models.Index(fields=['worker', 'starts_at'], name='delivery_time_worker'),
        ),
        migrations.AddConstraint(
            model_name='workertime',
            constraint=models.UniqueConstraint(fields=('centre', 'booking_id'), name='delivery_time_booking'),
        ),
        migrations.AddConstraint(
            model_name='workertime',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('centre', '='), ('worker', '='), ('lane', '<>'), (opencus.delivery.models.visits.TsTzRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='delivery_worker_one_place'),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        TenantTables(),
    ]
