import django.contrib.postgres.fields
import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0001_institution'),
    ]

    operations = [
        migrations.CreateModel(
            name='StaffDocument',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('proof', models.CharField(choices=[('higher_education', 'wykształcenie wyższe'), ('managing', 'kierowanie u podmiotu, który świadczy usługi społeczne'), ('specialisation', 'specjalizacja z organizacji pomocy społecznej, ze zdrowia publicznego albo studia podyplomowe z zarządzania'), ('social_worker', 'kwalifikacje pracownika socjalnego'), ('social_work', 'praca socjalna'), ('animation', 'animacja lokalna lub praca ze społecznością'), ('community_specialisation', 'specjalizacja II stopnia z pracy socjalnej ze społecznością lokalną'), ('assistance_organiser', 'wymagania z art. 122 ust. 1 ustawy o pomocy społecznej'), ('no_conviction', 'niekaralność')], max_length=30)),
                ('name', models.CharField(max_length=120)),
                ('number', models.CharField(blank=True, max_length=60)),
                ('issuer', models.CharField(max_length=160)),
                ('issued_on', models.DateField()),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('kept_in', models.CharField(blank=True, max_length=120)),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ('proof', '-issued_on'),
            },
        ),
        migrations.CreateModel(
            name='StaffTraining',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('course', models.CharField(choices=[('management', 'zarządzanie usługami społecznymi'), ('plans', 'opracowywanie i realizacja indywidualnych planów usług społecznych'), ('community', 'organizacja społeczności lokalnej')], max_length=16)),
                ('hours', models.PositiveSmallIntegerField()),
                ('organiser', models.CharField(max_length=160)),
                ('certificate', models.CharField(max_length=60)),
                ('completed_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ('course', '-completed_on'),
            },
        ),
        migrations.AddField(
            model_name='authorisation',
            name='extent',
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name='authorisation',
            name='recorded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='authorisation',
            name='services',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None),
        ),
        migrations.AddField(
            model_name='authorisation',
            name='withdrawn_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='authorisation',
            name='withdrawn_reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name='authorisation',
            name='scope',
            field=models.CharField(choices=[('sign_decision', 'wydawanie decyzji w sprawach usług z programu'), ('approve_plan', 'zatwierdzanie indywidualnych planów usług społecznych'), ('qualify', 'kwalifikowanie do usług społecznych'), ('process_data', 'przetwarzanie danych osobowych')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='authorisation',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('withdrawn_reason', ''), _negated=True), _connector='OR'), name='centre_authorisation_withdrawn'),
        ),
        migrations.AddField(
            model_name='staffdocument',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='staffdocument',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='staffdocument',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stafftraining',
            name='centre',
            field=models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre'),
        ),
        migrations.AddField(
            model_name='stafftraining',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stafftraining',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='staffdocument',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_on__gte', models.F('starts_on')), ('ends_on__isnull', False), ('proof__in', ['animation', 'managing', 'social_work']), ('starts_on__isnull', False)), models.Q(models.Q(('proof__in', ['animation', 'managing', 'social_work']), _negated=True), ('ends_on__isnull', True), ('starts_on__isnull', True)), _connector='OR'), name='centre_staffdocument_period'),
        ),
        migrations.AddConstraint(
            model_name='stafftraining',
            constraint=models.CheckConstraint(condition=models.Q(('hours__gte', 1), ('hours__lte', 120)), name='centre_stafftraining_hours'),
        ),
        migrations.AddConstraint(
            model_name='stafftraining',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('centre', 'user', 'course', 'certificate'), name='centre_stafftraining_certificate'),
        ),
        TenantTables(),
    ]
