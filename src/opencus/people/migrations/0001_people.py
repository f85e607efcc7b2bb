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
            name='Household',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('given_name', models.CharField(max_length=80)),
                ('family_name', models.CharField(max_length=80)),
                ('sort_key', models.CharField(db_collation='C', max_length=400)),
                ('search_key', models.CharField(db_collation='C', max_length=200)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('sex', models.CharField(blank=True, choices=[('f', 'kobieta'), ('m', 'mężczyzna')], max_length=1)),
                ('pesel_cipher', models.BinaryField(null=True)),
                ('pesel_index', models.BinaryField(max_length=16, null=True)),
                ('other_id_kind', models.CharField(blank=True, max_length=60)),
                ('other_id_cipher', models.BinaryField(null=True)),
                ('lives_alone', models.BooleanField(blank=True, null=True)),
                ('street', models.CharField(blank=True, max_length=120)),
                ('house_number', models.CharField(blank=True, max_length=12)),
                ('flat_number', models.CharField(blank=True, max_length=12)),
                ('postcode', models.CharField(blank=True, max_length=6)),
                ('town', models.CharField(blank=True, max_length=80)),
                ('phone', models.CharField(blank=True, max_length=24)),
                ('phone_key', models.CharField(blank=True, db_collation='C', max_length=20)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('preferred_contact', models.CharField(choices=[('phone', 'telefon'), ('sms', 'SMS'), ('email', 'e-mail'), ('letter', 'list'), ('in_person', 'osobiście'), ('sign_language', 'polski język migowy')], default='phone', max_length=16)),
                ('special_needs', models.TextField(blank=True)),
                ('entry_note', models.TextField(blank=True)),
                ('mobility', models.CharField(choices=[('unaided', 'chodzi bez pomocy'), ('walker', 'balkonik lub kule'), ('folding_wheelchair', 'wózek składany'), ('wheelchair', 'jeździ na wózku'), ('bedridden', 'leży')], default='unaided', max_length=20)),
                ('deceased_on', models.DateField(blank=True, null=True)),
                ('restricted_since', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('household', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.household')),
                ('municipality', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.municipality')),
            ],
            options={
                'ordering': ('sort_key', 'id'),
            },
        ),
        migrations.CreateModel(
            name='DisabilityCertificate',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('degree', models.CharField(choices=[('severe', 'znaczny'), ('moderate', 'umiarkowany'), ('light', 'lekki'), ('child', 'dziecko do 16 lat')], max_length=10)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(blank=True, null=True)),
                ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=6), blank=True, default=list, size=None)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonToken',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('token', models.CharField(db_collation='C', max_length=80)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Relationship',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('daughter', 'córka'), ('son', 'syn'), ('spouse', 'mąż lub żona'), ('parent', 'rodzic'), ('sibling', 'brat lub siostra'), ('grandchild', 'wnuk lub wnuczka'), ('neighbour', 'sąsiad lub sąsiadka'), ('other', 'inna osoba')], max_length=16)),
                ('statutory_representative', models.BooleanField(default=False)),
                ('actual_carer', models.BooleanField(default=False)),
                ('contact_first', models.BooleanField(default=False)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('other', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='relationships_of_others', to='people.person')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='relationships', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['centre', 'sort_key', 'id'], name='people_person_sort'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['centre', 'search_key'], name='people_person_search'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['centre', 'phone_key'], name='people_person_phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['centre', 'birth_date'], name='people_person_birth'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(fields=('centre', 'pesel_index'), name='people_person_pesel'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pesel_cipher__isnull', True), ('pesel_index__isnull', True)), models.Q(('pesel_cipher__isnull', False), ('pesel_index__isnull', False)), _connector='OR'), name='people_person_pesel_pair'),
        ),
        migrations.AddConstraint(
            model_name='disabilitycertificate',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_certificate_dates'),
        ),
        migrations.AddIndex(
            model_name='persontoken',
            index=models.Index(fields=['centre', 'token', 'person'], name='people_token'),
        ),
        migrations.AddConstraint(
            model_name='persontoken',
            constraint=models.UniqueConstraint(fields=('centre', 'person', 'token'), name='people_token_once'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.UniqueConstraint(fields=('centre', 'person', 'other'), name='people_relationship_once'),
        ),
        migrations.AddConstraint(
            model_name='relationship',
            constraint=models.CheckConstraint(condition=models.Q(('person', models.F('other')), _negated=True), name='people_relationship_two'),
        ),
        TenantTables(),
    ]
