import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
import opencus.delivery.models.visits
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('centre', '0001_institution'),
        ('contracting', '0001_contracts'),
        ('people', '0001_people'),
        ('resources', '0001_resources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Ride',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('proposed', 'proponowana'), ('confirmed', 'zaplanowana'), ('under_way', 'trwa'), ('done', 'wykonana'), ('client_confirmed', 'potwierdzona'), ('settled', 'rozliczona'), ('cancelled', 'odwołana w terminie'), ('cancelled_late', 'odwołana po terminie'), ('no_show', 'nie zastano'), ('interrupted', 'przerwana')], default='confirmed', max_length=16)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=240)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('pickup_address', models.CharField(max_length=200)),
                ('dropoff_address', models.CharField(max_length=200)),
                ('purpose', models.CharField(choices=[('health', 'lekarz lub rehabilitacja'), ('office', 'urząd'), ('cemetery', 'cmentarz'), ('day_home', 'Dzienny Dom Senior+'), ('other', 'inny cel')], max_length=12)),
                ('fee_variant', models.CharField(max_length=24)),
                ('fee', models.DecimalField(decimal_places=2, max_digits=8)),
                ('mobility', models.CharField(choices=[('unaided', 'chodzi bez pomocy'), ('walker', 'balkonik lub kule'), ('folding_wheelchair', 'wózek składany'), ('wheelchair', 'jeździ na wózku'), ('bedridden', 'leży')], max_length=20)),
                ('companions', models.PositiveSmallIntegerField(default=0)),
                ('booked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='contracting.order')),
                ('outward', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='delivery.ride')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='people.person')),
                ('vehicle', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rides', to='resources.vehicle')),
                ('worker', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='resources.worker')),
            ],
            options={
                'ordering': ('starts_at',),
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('proposed', 'proponowana'), ('confirmed', 'zaplanowana'), ('under_way', 'trwa'), ('done', 'wykonana'), ('client_confirmed', 'potwierdzona'), ('settled', 'rozliczona'), ('cancelled', 'odwołana w terminie'), ('cancelled_late', 'odwołana po terminie'), ('no_show', 'nie zastano'), ('interrupted', 'przerwana')], default='confirmed', max_length=16)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('cancel_reason', models.CharField(blank=True, max_length=240)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('booked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='contracting.order')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='people.person')),
                ('worker', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='resources.worker')),
            ],
            options={
                'ordering': ('starts_at',),
            },
        ),
        migrations.CreateModel(
            name='DeliveryRecord',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('planned', models.DecimalField(decimal_places=2, max_digits=8)),
                ('done', models.DecimalField(decimal_places=2, max_digits=8)),
                ('confirmed', models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ('confirmation', models.CharField(choices=[('none', 'brak potwierdzenia'), ('pin', 'PIN klienta'), ('signature', 'podpis'), ('phone', 'telefonicznie'), ('carer', 'opiekun na miejscu')], default='none', max_length=10)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('order', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='contracting.order')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='people.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('worker', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='resources.worker')),
                ('ride', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='delivery.ride')),
                ('visit', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='delivery.visit')),
            ],
        ),
        migrations.CreateModel(
            name='VisitTask',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=160)),
                ('state', models.CharField(choices=[('todo', 'do zrobienia'), ('done', 'zrobione'), ('refused', 'odmowa'), ('not_needed', 'niepotrzebne')], default='todo', max_length=12)),
                ('reason', models.CharField(blank=True, max_length=240)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('visit', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='delivery.visit')),
            ],
            options={
                'ordering': ('position',),
            },
        ),
        migrations.AddIndex(
            model_name='ride',
            index=models.Index(fields=['centre', 'starts_at'], name='delivery_ride_start'),
        ),
        migrations.AddIndex(
            model_name='ride',
            index=models.Index(fields=['worker', 'starts_at'], name='delivery_ride_worker'),
        ),
        migrations.AddIndex(
            model_name='ride',
            index=models.Index(fields=['person', 'starts_at'], name='delivery_ride_person'),
        ),
        migrations.AddConstraint(
            model_name='ride',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='delivery_ride_times'),
        ),
        migrations.AddConstraint(
            model_name='ride',
            constraint=models.CheckConstraint(condition=models.Q(('fee__gte', 0)), name='delivery_ride_fee'),
        ),
        migrations.AddConstraint(
            model_name='ride',
            constraint=models.CheckConstraint(condition=models.Q(('mobility', 'bedridden'), _negated=True), name='delivery_ride_nobody_lying'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['centre', 'starts_at'], name='delivery_visit_start'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['worker', 'starts_at'], name='delivery_visit_worker'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['person', 'starts_at'], name='delivery_visit_person'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='delivery_visit_times'),
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state__in', ['proposed', 'confirmed', 'under_way', 'done', 'client_confirmed', 'settled', 'interrupted']), ('worker__isnull', False)), expressions=[('centre', '='), ('worker', '='), (opencus.delivery.models.visits.TsTzRange('starts_at', 'ends_at', django.contrib.postgres.fields.ranges.RangeBoundary()), '&&')], name='delivery_visit_worker_free'),
        ),
        migrations.AddIndex(
            model_name='deliveryrecord',
            index=models.Index(fields=['order', 'on'], name='delivery_record_on'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ride__isnull', True), ('visit__isnull', False)), models.Q(('ride__isnull', False), ('visit__isnull', True)), _connector='OR'), name='delivery_record_one_booking'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrecord',
            constraint=models.UniqueConstraint(fields=('centre', 'visit'), name='delivery_record_visit'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrecord',
            constraint=models.UniqueConstraint(fields=('centre', 'ride'), name='delivery_record_ride'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrecord',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed__gte', 0), ('done__gte', 0), ('planned__gte', 0)), name='delivery_record_positive'),
        ),
        migrations.AddConstraint(
            model_name='deliveryrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmation', 'none'), ('confirmed', 0)), models.Q(models.Q(('confirmation', 'none'), _negated=True), ('confirmed_at__isnull', False)), _connector='OR'), name='delivery_record_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='visittask',
            constraint=models.UniqueConstraint(fields=('centre', 'visit', 'position'), name='delivery_task_position'),
        ),
        migrations.AddConstraint(
            model_name='visittask',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['refused', 'not_needed']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='delivery_task_reason'),
        ),
        TenantTables(),
    ]
