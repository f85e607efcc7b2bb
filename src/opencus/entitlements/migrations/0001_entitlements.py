import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('centre', '0001_institution'),
        ('intake', '0001_intake'),
        ('people', '0001_people'),
        ('programmes', '0001_programmes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Entitlement',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('active', 'aktywne'), ('suspended', 'wstrzymane'), ('changed', 'zmienione'), ('used_up', 'wykorzystane'), ('ended', 'zakończone'), ('resigned', 'rezygnacja')], default='active', max_length=10)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('limits', models.JSONField(default=list)),
                ('unit_fee', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ('fee_text', models.CharField(max_length=240)),
                ('fee_basis', models.JSONField(default=dict)),
                ('granted_on', models.DateField()),
                ('resigned_on', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='entitlements', to='people.person')),
                ('programme_service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='entitlements', to='programmes.programmeservice')),
                ('requested', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='entitlements', to='intake.requestedservice')),
            ],
            options={
                'ordering': ('-granted_on',),
            },
        ),
        migrations.CreateModel(
            name='EntitlementUse',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8)),
                ('state', models.CharField(choices=[('reserved', 'zarezerwowane'), ('used', 'wykorzystane'), ('released', 'zwolnione')], max_length=10)),
                ('source_id', models.UUIDField()),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('entitlement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='entitlements.entitlement')),
            ],
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='entitlements_dates'),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(('unit_fee__isnull', True), ('unit_fee__gte', 0), _connector='OR'), name='entitlements_fee'),
        ),
        migrations.AddIndex(
            model_name='entitlementuse',
            index=models.Index(fields=['entitlement', 'on'], name='entitlements_use_on'),
        ),
        migrations.AddConstraint(
            model_name='entitlementuse',
            constraint=models.UniqueConstraint(fields=('centre', 'source_id'), name='entitlements_use_source'),
        ),
        migrations.AddConstraint(
            model_name='entitlementuse',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='entitlements_use_positive'),
        ),
        TenantTables(),
    ]
