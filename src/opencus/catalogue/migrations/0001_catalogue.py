import django.contrib.postgres.fields
import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('centre', '0001_institution'),
    ]

    operations = [
        migrations.CreateModel(
            name='Area',
            fields=[
                ('code', models.CharField(max_length=24, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160)),
                ('short_name', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('own', 'centrum'), ('municipal', 'jednostka gminy'), ('ngo', 'organizacja pozarządowa'), ('procured', 'wykonawca z zamówienia publicznego'), ('medical', 'podmiot leczniczy'), ('other', 'inny podmiot')], max_length=12)),
                ('legal_form', models.CharField(blank=True, max_length=80)),
                ('nip', models.CharField(blank=True, max_length=10)),
                ('regon', models.CharField(blank=True, max_length=14)),
                ('street', models.CharField(blank=True, max_length=160)),
                ('postcode', models.CharField(blank=True, max_length=6)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('phone', models.CharField(blank=True, max_length=24)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Location',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('street', models.CharField(max_length=160)),
                ('postcode', models.CharField(max_length=6)),
                ('town', models.CharField(max_length=80)),
                ('accessibility', models.TextField(blank=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='locations', to='catalogue.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('summary', models.CharField(max_length=240)),
                ('description', models.TextField(blank=True)),
                ('how_to_apply', models.TextField(blank=True)),
                ('mode', models.CharField(choices=[('at_home', 'w domu'), ('transport', 'przewóz'), ('appointment', 'spotkanie'), ('group', 'zajęcia grupowe'), ('stay', 'pobyt'), ('voucher', 'bon lub wypożyczenie'), ('none', 'bez rezerwacji')], max_length=12)),
                ('measure', models.CharField(max_length=12)),
                ('unit_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('areas', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), size=None)),
                ('audiences', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('topics', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, size=None)),
                ('icon', models.CharField(max_length=40)),
                ('hours', models.CharField(blank=True, max_length=160)),
                ('worker_requirements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), blank=True, default=list, size=None)),
                ('status', models.CharField(choices=[('active', 'dostępna'), ('inactive', 'zawieszona'), ('defunct', 'zakończona')], default='active', max_length=10)),
                ('confirmed_on', models.DateField()),
                ('search_key', models.TextField(blank=True, db_collation='C')),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('location', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='catalogue.location')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='services', to='catalogue.organisation')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='SocialEconomyStatus',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('pes', 'podmiot ekonomii społecznej'), ('ps', 'przedsiębiorstwo społeczne')], max_length=4)),
                ('form', models.CharField(max_length=80)),
                ('evidence', models.CharField(max_length=160)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('next_check_on', models.DateField()),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='catalogue.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('centre', 'name'), name='catalogue_organisation_name'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.UniqueConstraint(fields=('centre', 'code'), name='catalogue_service_code'),
        ),
        migrations.AddConstraint(
            model_name='service',
            constraint=models.CheckConstraint(condition=models.Q(('areas__len__gte', 1)), name='catalogue_service_has_area'),
        ),
        migrations.AddConstraint(
            model_name='socialeconomystatus',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='catalogue_status_dates'),
        ),
        TenantTables(),
    ]
