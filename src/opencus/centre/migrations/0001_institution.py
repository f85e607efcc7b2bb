import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import opencus.centre.roles
import opencus.core.ids
import opencus.core.tenancy.context
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('core', '0001_tenant_context'),
    ]

    operations = [
        migrations.CreateModel(
            name='Centre',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=160)),
                ('short_name', models.CharField(max_length=60)),
                ('created_on', models.DateField()),
                ('street', models.CharField(max_length=120)),
                ('postcode', models.CharField(max_length=6)),
                ('town', models.CharField(max_length=80)),
                ('phone', models.CharField(max_length=20)),
                ('email', models.EmailField(max_length=254)),
                ('opening_hours', models.CharField(max_length=200)),
                ('bank_account', models.CharField(blank=True, max_length=32)),
                ('pes_share_min', models.DecimalField(decimal_places=2, default=35, max_digits=5)),
                ('pes_share_basis', models.CharField(choices=[('value', 'wartość'), ('hours', 'godziny'), ('services', 'liczba usług')], default='value', max_length=10)),
                ('hidden_rooms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
            ],
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('code', models.CharField(max_length=7, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(max_length=40)),
                ('county', models.CharField(max_length=80)),
                ('voivodeship', models.CharField(max_length=40)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('full_name', models.CharField(max_length=120)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='centre_user_email')],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('social_services', 'usługi społeczne'), ('social_assistance', 'pomoc społeczna'), ('community', 'społeczność lokalna'), ('support', 'obsługa')], max_length=20)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='centre.department')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('director', 'Dyrektor'), ('ous', 'Organizator usług społecznych (OUS)'), ('kipus', 'Koordynator indywidualnych planów (KIPUS)'), ('osl', 'Organizator społeczności lokalnej (OSL)'), ('assistance_organiser', 'Organizator pomocy społecznej'), ('social_worker', 'Pracownik socjalny'), ('reception', 'Biuro obsługi klienta'), ('dispatcher', 'Dyspozytor'), ('contracts', 'Umowy i zlecenia'), ('accountant', 'Księgowość'), ('inspector', 'Inspektor ochrony danych'), ('administrator', 'Administrator systemu'), ('field_worker', 'Pracownik w terenie'), ('system', 'System')], max_length=24)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='centre.department')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('street', models.CharField(max_length=120)),
                ('postcode', models.CharField(max_length=6)),
                ('town', models.CharField(max_length=80)),
                ('floor', models.CharField(blank=True, max_length=40)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('opening_hours', models.CharField(max_length=200)),
                ('accessibility', models.TextField(blank=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='OfficeMatter',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('matter', models.CharField(max_length=160)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('office', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='centre.office')),
            ],
            options={
                'ordering': ('matter',),
            },
        ),
        migrations.CreateModel(
            name='ServedMunicipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('centre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='served', to='centre.centre')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.municipality')),
            ],
        ),
        migrations.AddField(
            model_name='centre',
            name='municipalities',
            field=models.ManyToManyField(related_name='+', through='centre.ServedMunicipality', to='centre.municipality'),
        ),
        migrations.CreateModel(
            name='Authorisation',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('scope', models.CharField(choices=[('sign_decision', 'wydawanie decyzji w sprawach usług z programu'), ('approve_plan', 'zatwierdzanie indywidualnych planów usług społecznych'), ('qualify', 'kwalifikowanie do usług społecznych')], max_length=24)),
                ('number', models.CharField(max_length=60)),
                ('granted_by', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='authorisations', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='centre_authorisation_dates')],
            },
        ),
        migrations.AddConstraint(
            model_name='department',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='centre_department_dates'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('centre', 'user', 'role', 'valid_from'), name='centre_membership_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='centre_membership_dates'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', [opencus.centre.roles.Role['PROVIDER_MANAGER'], opencus.centre.roles.Role['PROVIDER_WORKER']]), _negated=True), name='centre_membership_no_provider'),
        ),
        migrations.AddConstraint(
            model_name='servedmunicipality',
            constraint=models.UniqueConstraint(fields=('centre', 'municipality'), name='centre_served_once'),
        ),
        TenantTables(),
    ]
