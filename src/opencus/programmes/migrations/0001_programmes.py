import django.contrib.postgres.fields
import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0001_catalogue'),
        ('centre', '0001_institution'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeeTable',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('unit_cost', models.DecimalField(decimal_places=2, max_digits=8)),
                ('valid_from', models.DateField()),
                ('source', models.CharField(max_length=200)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('aim', models.TextField()),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
        ),
        migrations.CreateModel(
            name='ProgrammeService',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('track', models.CharField(choices=[('programme', 'z programu, bez decyzji'), ('decision', 'decyzja administracyjna'), ('open', 'dostępna dla wszystkich')], max_length=10)),
                ('target_text', models.CharField(max_length=240)),
                ('planned_persons', models.PositiveIntegerField()),
                ('places', models.PositiveIntegerField(blank=True, null=True)),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('access_rule', models.JSONField(blank=True, null=True)),
                ('provider_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('hours', models.CharField(blank=True, max_length=160)),
                ('exclusions', models.CharField(blank=True, max_length=240)),
                ('max_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('group_size', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('booking_rules', models.JSONField(blank=True, default=dict)),
                ('waiting_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='in_programmes', to='catalogue.service')),
            ],
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('quantity', models.DecimalField(decimal_places=2, max_digits=8)),
                ('measure', models.CharField(max_length=12)),
                ('period', models.CharField(choices=[('day', 'dziennie'), ('month', 'miesięcznie'), ('quarter', 'kwartalnie'), ('year', 'rocznie'), ('season', 'w sezonie'), ('total', 'łącznie')], max_length=8)),
                ('condition', models.JSONField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('programme_service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='programmes.programmeservice')),
            ],
        ),
        migrations.CreateModel(
            name='FeeRule',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('variant', models.CharField(blank=True, max_length=24)),
                ('label', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('free', 'bezpłatnie'), ('flat', 'stała kwota'), ('table', 'według tabeli dochodu'), ('national_table', 'według tabeli krajowej'), ('percent_of_cost', 'procent kosztu'), ('percent_of_income', 'procent dochodu'), ('individual', 'ustalana indywidualnie')], max_length=20)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ('measure', models.CharField(blank=True, max_length=12)),
                ('percent', models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True)),
                ('free_to', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('multiplier', models.DecimalField(decimal_places=2, default=1, max_digits=5)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('table', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fee_rules', to='programmes.feetable')),
                ('programme_service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='fee_rules', to='programmes.programmeservice')),
            ],
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'szkic'), ('in_consultation', 'w konsultacjach'), ('ready', 'gotowy dla rady'), ('adopted', 'uchwalony'), ('in_force', 'obowiązuje'), ('ended', 'zakończony'), ('reported', 'rozliczony')], default='draft', max_length=16)),
                ('resolution_number', models.CharField(blank=True, max_length=40)),
                ('resolution_date', models.DateField(blank=True, null=True)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField()),
                ('data_fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None)),
                ('evidence_kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ('bip_office_on', models.DateField(blank=True, null=True)),
                ('bip_centre_on', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('programme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='programmes.programme')),
            ],
        ),
        migrations.AddField(
            model_name='programmeservice',
            name='version',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='programmes.programmeversion'),
        ),
        migrations.CreateModel(
            name='FeeBand',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('column', models.CharField(choices=[('single', 'osoba samotnie gospodarująca'), ('family', 'osoba w rodzinie')], max_length=8)),
                ('up_to', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('percent', models.DecimalField(decimal_places=2, max_digits=5)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('table', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='bands', to='programmes.feetable')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('centre', 'table', 'column', 'up_to'), name='programmes_band_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('percent__gte', 0), ('percent__lte', 100)), name='programmes_band_percent')],
            },
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('centre', 'name'), name='programmes_programme_name'),
        ),
        migrations.AddConstraint(
            model_name='limit',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='programmes_limit_positive'),
        ),
        migrations.AddConstraint(
            model_name='feerule',
            constraint=models.UniqueConstraint(fields=('centre', 'programme_service', 'variant'), name='programmes_fee_variant'),
        ),
        migrations.AddConstraint(
            model_name='feerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'flat'), _negated=True), ('amount__isnull', False), _connector='OR'), name='programmes_fee_flat_amount'),
        ),
        migrations.AddConstraint(
            model_name='feerule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'table'), _negated=True), ('table__isnull', False), _connector='OR'), name='programmes_fee_table_named'),
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.UniqueConstraint(fields=('centre', 'programme', 'number'), name='programmes_version_number'),
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__gte', models.F('valid_from'))), name='programmes_version_dates'),
        ),
        migrations.AddConstraint(
            model_name='programmeservice',
            constraint=models.UniqueConstraint(fields=('centre', 'version', 'service'), name='programmes_service_once'),
        ),
        TenantTables(),
    ]
