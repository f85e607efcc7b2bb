import django.db.models.deletion
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
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Vehicle',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('plate', models.CharField(max_length=12)),
                ('seats', models.PositiveSmallIntegerField()),
                ('wheelchair_places', models.PositiveSmallIntegerField(default=0)),
                ('has_lift', models.BooleanField(default=False)),
                ('inspection_valid_to', models.DateField()),
                ('insurance_valid_to', models.DateField()),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='vehicles', to='catalogue.organisation')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Worker',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('given_name', models.CharField(max_length=80)),
                ('family_name', models.CharField(max_length=80)),
                ('profession', models.CharField(max_length=80)),
                ('phone', models.CharField(blank=True, max_length=24)),
                ('active_from', models.DateField()),
                ('active_to', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='workers', to='catalogue.organisation')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('family_name', 'given_name'),
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('physiotherapist', 'prawo wykonywania zawodu fizjoterapeuty'), ('nurse', 'prawo wykonywania zawodu pielęgniarki'), ('psychologist', 'dyplom psychologa'), ('carer', 'kwalifikacje opiekuna'), ('driver', 'prawo jazdy i badania kierowcy'), ('first_aid', 'szkolenie z pierwszej pomocy')], max_length=24)),
                ('number', models.CharField(max_length=60)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('worker', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='credentials', to='resources.worker')),
            ],
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(max_length=40)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('worker', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='absences', to='resources.worker')),
            ],
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.UniqueConstraint(fields=('centre', 'user', 'organisation'), name='resources_worker_user'),
        ),
        migrations.AddConstraint(
            model_name='worker',
            constraint=models.CheckConstraint(condition=models.Q(('active_to__isnull', True), ('active_to__gte', models.F('active_from')), _connector='OR'), name='resources_worker_dates'),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='resources_credential_dates'),
        ),
        migrations.AddConstraint(
            model_name='absence',
            constraint=models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='resources_absence_dates'),
        ),
        TenantTables(),
    ]
