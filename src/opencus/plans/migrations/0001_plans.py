import django.db.models.deletion
import django.db.models.expressions
import opencus.core.ids
import opencus.core.tenancy.context
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_catalogue'),
        ('centre', '0001_institution'),
        ('entitlements', '0001_entitlements'),
        ('intake', '0001_intake'),
        ('people', '0001_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40)),
                ('due_on', models.DateField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='intake.application')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('monitor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='MonitoringEntry',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('text', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='monitoring', to='plans.plan')),
            ],
            options={
                'ordering': ('-on', '-created_at'),
            },
        ),
        migrations.CreateModel(
            name='ClosingTalk',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('held_on', models.DateField(blank=True, null=True)),
                ('no_talk_reason', models.TextField(blank=True)),
                ('course_and_results', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='closing_talks', to='plans.plan')),
            ],
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'szkic'), ('submitted', 'do zatwierdzenia'), ('approved', 'zatwierdzony'), ('in_force', 'obowiązuje'), ('replaced', 'zastąpiony'), ('ended', 'zakończony'), ('closed', 'zamknięty po rozmowie')], default='draft', max_length=10)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('reason', models.TextField(blank=True)),
                ('agreed_on', models.DateField(blank=True, null=True)),
                ('agreed_how', models.CharField(blank=True, max_length=160)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('self_approved', models.BooleanField(default=False)),
                ('remark', models.TextField(blank=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('plan', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='plans.plan')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-number',),
            },
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('goal', models.CharField(blank=True, max_length=240)),
                ('quantity', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ('period', models.CharField(blank=True, max_length=8)),
                ('week', models.JSONField(blank=True, default=list)),
                ('schedule_text', models.CharField(blank=True, max_length=240)),
                ('place', models.CharField(blank=True, max_length=160)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('entitlement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='plan_items', to='entitlements.entitlement')),
                ('provider', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plan_items', to='catalogue.organisation')),
                ('version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='plans.planversion')),
            ],
        ),
        migrations.CreateModel(
            name='SupportingAction',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('who', models.CharField(max_length=120)),
                ('what', models.CharField(max_length=240)),
                ('when', models.CharField(max_length=120)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('version', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='supporting_actions', to='plans.planversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='plans_plan_number'),
        ),
        migrations.AddConstraint(
            model_name='closingtalk',
            constraint=models.UniqueConstraint(fields=('centre', 'plan'), name='plans_closing_once'),
        ),
        migrations.AddConstraint(
            model_name='closingtalk',
            constraint=models.CheckConstraint(condition=models.Q(('held_on__isnull', False), models.Q(('no_talk_reason', ''), _negated=True), _connector='OR'), name='plans_closing_reason'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(fields=('centre', 'plan', 'number'), name='plans_version_number'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='plans_version_dates'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__lt', django.db.models.expressions.CombinedExpression(models.F('valid_from'), '+', models.Value(366)))), name='plans_version_one_year'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted']), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='plans_version_approved'),
        ),
        migrations.AddConstraint(
            model_name='planversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('centre', 'plan'), name='plans_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.UniqueConstraint(fields=('centre', 'version', 'entitlement'), name='plans_item_once'),
        ),
        TenantTables(),
    ]
