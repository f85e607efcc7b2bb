import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


# The one place that reads memberships and seats across centres: which centres a log-in may enter.
CENTRES_OF = """
CREATE FUNCTION guard.centres_of(log_in uuid) RETURNS TABLE (centre_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT m.centre_id FROM public.centre_membership m
    WHERE m.user_id = log_in AND m.valid_from <= current_date AND coalesce(m.valid_to, current_date) >= current_date
    UNION
    SELECT s.centre_id FROM public.contracting_providerseat s
    WHERE s.user_id = log_in AND s.valid_from <= current_date AND coalesce(s.valid_to, current_date) >= current_date
$$;
REVOKE ALL ON FUNCTION guard.centres_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION guard.centres_of(uuid) TO opencus_app;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_catalogue'),
        ('centre', '0001_institution'),
        ('entitlements', '0001_entitlements'),
        ('people', '0001_people'),
        ('plans', '0001_plans'),
        ('resources', '0001_resources'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40)),
                ('provider_is_public', models.BooleanField()),
                ('mode', models.CharField(choices=[('own', 'siły własne'), ('in_house', 'zamówienie in-house'), ('contest', 'otwarty konkurs ofert'), ('small_grant', 'mały grant (art. 19a)'), ('procurement', 'zamówienie publiczne'), ('social_clause', 'zamówienie z klauzulą społeczną'), ('reserved', 'zastrzeżone, poniżej progu'), ('medical', 'umowa z podmiotem leczniczym'), ('local_initiative', 'inicjatywa lokalna')], max_length=20)),
                ('state', models.CharField(choices=[('draft', 'projekt'), ('active', 'obowiązuje'), ('ended', 'zakończona')], default='draft', max_length=8)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('value_limit', models.DecimalField(decimal_places=2, max_digits=12)),
                ('accessibility_terms', models.TextField(blank=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('provider', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='catalogue.organisation')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='ContractLine',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=8)),
                ('units_limit', models.DecimalField(decimal_places=2, max_digits=10)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('contract', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='contracting.contract')),
                ('service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='contract_lines', to='catalogue.service')),
            ],
        ),
        migrations.CreateModel(
            name='Order',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40)),
                ('state', models.CharField(choices=[('placed', 'złożone'), ('accepted', 'przyjęte'), ('declined', 'odrzucone'), ('running', 'w realizacji'), ('ended', 'zakończone')], default='placed', max_length=8)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8)),
                ('period', models.CharField(max_length=8)),
                ('schedule_text', models.CharField(max_length=240)),
                ('note', models.TextField(blank=True)),
                ('reply_due_on', models.DateField()),
                ('placed_at', models.DateTimeField(auto_now_add=True)),
                ('replied_at', models.DateTimeField(blank=True, null=True)),
                ('decline_reason', models.TextField(blank=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('entitlement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='entitlements.entitlement')),
                ('line', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='contracting.contractline')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='people.person')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan_item', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='plans.planitem')),
                ('worker', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='resources.worker')),
            ],
            options={
                'ordering': ('-placed_at',),
            },
        ),
        migrations.CreateModel(
            name='ProviderSeat',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('manager', 'kierownik'), ('worker', 'pracownik')], max_length=8)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='catalogue.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='contracting_contract_number'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='contracting_contract_dates'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), ('provider_is_public', True), models.Q(('accessibility_terms', ''), _negated=True), _connector='OR'), name='contracting_accessibility'),
        ),
        migrations.AddConstraint(
            model_name='contractline',
            constraint=models.UniqueConstraint(fields=('centre', 'contract', 'service'), name='contracting_line_once'),
        ),
        migrations.AddConstraint(
            model_name='contractline',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gte', 0), ('units_limit__gt', 0)), name='contracting_line_positive'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='contracting_order_number'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='contracting_order_dates'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('decline_reason', ''), _negated=True), _connector='OR'), name='contracting_decline_reason'),
        ),
        migrations.AddConstraint(
            model_name='order',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='contracting_order_positive'),
        ),
        migrations.AddConstraint(
            model_name='providerseat',
            constraint=models.UniqueConstraint(fields=('centre', 'user', 'organisation', 'role', 'valid_from'), name='contracting_seat_once'),
        ),
        migrations.AddConstraint(
            model_name='providerseat',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='contracting_seat_dates'),
        ),
        TenantTables(),
        migrations.RunSQL(CENTRES_OF, "DROP FUNCTION guard.centres_of(uuid)"),
    ]
