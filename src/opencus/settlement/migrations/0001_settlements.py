import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('centre', '0001_institution'),
        ('contracting', '0001_contracts'),
        ('delivery', '0001_bookings'),
        ('entitlements', '0001_entitlements'),
        ('people', '0001_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Settlement',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('state', models.CharField(choices=[('open', 'otwarte'), ('submitted', 'złożone przez wykonawcę'), ('checked', 'sprawdzone merytorycznie'), ('disputed', 'zwrócone do wyjaśnienia'), ('accepted', 'zaakceptowane'), ('paid', 'zapłacone')], default='open', max_length=10)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('invoice_number', models.CharField(blank=True, max_length=60)),
                ('invoice_amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('ksef_number', models.CharField(blank=True, max_length=40)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('dispute_reason', models.TextField(blank=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contract', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='settlements', to='contracting.contract')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-month',),
            },
        ),
        migrations.CreateModel(
            name='SettlementLine',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=8)),
                ('planned', models.DecimalField(decimal_places=2, max_digits=8)),
                ('reported', models.DecimalField(decimal_places=2, max_digits=8)),
                ('confirmed', models.DecimalField(decimal_places=2, max_digits=8)),
                ('disputed', models.DecimalField(decimal_places=2, default=0, max_digits=8)),
                ('why', models.CharField(blank=True, max_length=240)),
                ('verdict', models.CharField(choices=[('clear', 'zgodne'), ('open', 'do decyzji'), ('recognised', 'uznane'), ('rejected', 'odrzucone')], max_length=10)),
                ('verdict_reason', models.CharField(blank=True, max_length=240)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('contract_line', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='settlement_lines', to='contracting.contractline')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='settlement_lines', to='delivery.deliveryrecord')),
                ('settlement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='settlement.settlement')),
            ],
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('units', models.DecimalField(decimal_places=2, max_digits=8)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=10)),
                ('basis', models.JSONField()),
                ('due_on', models.DateField()),
                ('bank_account', models.CharField(max_length=32)),
                ('state', models.CharField(choices=[('set', 'ustalona'), ('due', 'do zapłaty'), ('paid', 'zapłacona'), ('partly_paid', 'zapłacona częściowo'), ('decision', 'decyzja'), ('enforcement', 'egzekucja'), ('waived', 'umorzona')], default='set', max_length=12)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('entitlement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='entitlements.entitlement')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='people.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('centre', 'entitlement', 'month'), name='settlement_charge_once'), models.CheckConstraint(condition=models.Q(('amount__gte', 0), ('units__gte', 0)), name='settlement_charge_positive')],
            },
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.UniqueConstraint(fields=('centre', 'contract', 'month'), name='settlement_once'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['accepted', 'paid']), _negated=True), models.Q(('accepted_by__isnull', False), ('amount__isnull', False)), _connector='OR'), name='settlement_accepted_amount'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'disputed'), _negated=True), models.Q(('dispute_reason', ''), _negated=True), _connector='OR'), name='settlement_dispute'),
        ),
        migrations.AddConstraint(
            model_name='settlement',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='settlement_month_first'),
        ),
        migrations.AddConstraint(
            model_name='settlementline',
            constraint=models.UniqueConstraint(fields=('centre', 'record'), name='settlement_record_once'),
        ),
        migrations.AddConstraint(
            model_name='settlementline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'rejected'), _negated=True), models.Q(('verdict_reason', ''), _negated=True), _connector='OR'), name='settlement_rejected_reason'),
        ),
        TenantTables(),
    ]
