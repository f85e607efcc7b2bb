import django.contrib.postgres.fields
import django.db.models.deletion
import opencus.core.ids
import opencus.core.tenancy.context
from django.conf import settings
from django.db import migrations, models

from opencus.core.tenancy.operations import TenantTables


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0002_areas'),
        ('centre', '0005_role_taken_away'),
        ('people', '0003_openings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('process', models.CharField(choices=[('application', 'zgłoszenie, wniosek i kwalifikowanie'), ('plan', 'indywidualny plan usług społecznych'), ('delivery', 'świadczenie usług'), ('fees', 'odpłatność i rozliczenia'), ('relative', 'dane podane przez inną osobę (członek rodziny, opiekun, sąsiad)'), ('community', 'organizowanie społeczności lokalnej i wydarzenia'), ('staff', 'pracownik i współpracownik centrum'), ('provider', 'wykonawca usług i jego pracownicy'), ('contact', 'kontakt, skargi i wnioski, żądania dotyczące danych')], max_length=12)),
                ('number', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField()),
                ('spoken', models.TextField()),
                ('purposes', models.TextField()),
                ('grounds', models.TextField()),
                ('source', models.TextField(blank=True)),
                ('categories', models.TextField(blank=True)),
                ('recipients', models.TextField()),
                ('transfers', models.TextField()),
                ('retention', models.TextField()),
                ('rights', models.TextField()),
                ('complaint', models.TextField()),
                ('duty', models.TextField()),
                ('automated', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('process', '-number'),
            },
        ),
        migrations.CreateModel(
            name='ClauseGiven',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('form', models.CharField(choices=[('spoken', 'odczytana przez telefon'), ('talked', 'omówiona w rozmowie'), ('handed', 'wręczona na papierze'), ('posted', 'wysłana listem'), ('email', 'wysłana e-mailem'), ('web', 'pokazana na stronie')], max_length=8)),
                ('given_at', models.DateTimeField()),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('clause', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='given', to='privacy.clause')),
                ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='clauses_given', to='people.person')),
            ],
            options={
                'ordering': ('-given_at',),
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('photo', 'zdjęcie lub film z wydarzenia'), ('newsletter', 'wiadomości o wydarzeniach'), ('survey', 'zaproszenia do ankiet'), ('story', 'opisanie historii w materiałach centrum')], max_length=12)),
                ('form', models.CharField(choices=[('paper', 'na piśmie'), ('spoken', 'ustnie'), ('web', 'na stronie')], max_length=8)),
                ('given_on', models.DateField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('purpose', '-given_on'),
            },
        ),
        migrations.CreateModel(
            name='DataProtection',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('inspector_name', models.CharField(blank=True, max_length=120)),
                ('inspector_email', models.EmailField(blank=True, max_length=254)),
                ('inspector_phone', models.CharField(blank=True, max_length=24)),
                ('inspector_address', models.CharField(blank=True, max_length=200)),
                ('appointed_on', models.DateField(blank=True, null=True)),
                ('notified_on', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
        ),
        migrations.CreateModel(
            name='Declaration',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('published_on', models.DateField()),
                ('updated_on', models.DateField()),
                ('prepared_on', models.DateField()),
                ('reviewed_on', models.DateField()),
                ('status', models.CharField(choices=[('full', 'zgodna'), ('partly', 'częściowo zgodna'), ('none', 'niezgodna')], max_length=6)),
                ('gaps', models.TextField(blank=True)),
                ('method', models.CharField(choices=[('self', 'samoocena przeprowadzona przez podmiot publiczny'), ('third', 'ocena przeprowadzona przez podmiot zewnętrzny')], max_length=6)),
                ('assessor', models.CharField(blank=True, max_length=160)),
                ('report_url', models.URLField(blank=True)),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('contact_phone', models.CharField(max_length=24)),
                ('shortcuts', models.TextField()),
                ('buildings', models.TextField(blank=True)),
                ('sign_language', models.TextField()),
                ('applications', models.TextField()),
                ('saved_at', models.DateTimeField(auto_now_add=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('saved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-saved_at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'lista w przygotowaniu'), ('approved', 'zatwierdzona przez jedną osobę'), ('ready', 'zatwierdzona przez dwie osoby'), ('done', 'wykonana'), ('abandoned', 'porzucona')], default='draft', max_length=10)),
                ('commission', models.TextField()),
                ('archive_consent', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('first_at', models.DateTimeField(blank=True, null=True)),
                ('second_at', models.DateTimeField(blank=True, null=True)),
                ('executed_at', models.DateTimeField(blank=True, null=True)),
                ('protocol', models.BinaryField(blank=True, null=True)),
                ('protocol_sha256', models.CharField(blank=True, max_length=64)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-year', '-number'),
            },
        ),
        migrations.CreateModel(
            name='DisposalItem',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('record_id', models.UUIDField()),
                ('mark', models.CharField(max_length=120)),
                ('category', models.CharField(max_length=6)),
                ('ended_on', models.DateField()),
                ('due_on', models.DateField()),
                ('left_out', models.CharField(blank=True, max_length=200)),
                ('erased', models.JSONField(blank=True, default=dict)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('disposal', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='privacy.disposal')),
            ],
            options={
                'ordering': ('kind', 'mark'),
            },
        ),
        migrations.CreateModel(
            name='FieldPurge',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('table', models.CharField(max_length=60)),
                ('field', models.CharField(max_length=60)),
                ('label', models.CharField(max_length=160)),
                ('basis', models.TextField()),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('protocol', models.BinaryField(blank=True, null=True)),
                ('protocol_sha256', models.CharField(blank=True, max_length=64)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-asked_at',),
            },
        ),
        migrations.CreateModel(
            name='ProcessingActivity',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=160)),
                ('process', models.CharField(blank=True, choices=[('application', 'zgłoszenie, wniosek i kwalifikowanie'), ('plan', 'indywidualny plan usług społecznych'), ('delivery', 'świadczenie usług'), ('fees', 'odpłatność i rozliczenia'), ('relative', 'dane podane przez inną osobę (członek rodziny, opiekun, sąsiad)'), ('community', 'organizowanie społeczności lokalnej i wydarzenia'), ('staff', 'pracownik i współpracownik centrum'), ('provider', 'wykonawca usług i jego pracownicy'), ('contact', 'kontakt, skargi i wnioski, żądania dotyczące danych')], max_length=12)),
                ('owner', models.CharField(max_length=160)),
                ('purposes', models.TextField()),
                ('grounds', models.TextField()),
                ('subjects', models.TextField()),
                ('data', models.TextField()),
                ('special_data', models.TextField(blank=True)),
                ('source', models.TextField()),
                ('recipients', models.TextField()),
                ('transfers', models.TextField()),
                ('retention', models.TextField()),
                ('safeguards', models.TextField()),
                ('joint_controllers', models.TextField(blank=True)),
                ('dpia_needed', models.BooleanField(default=False)),
                ('dpia_on', models.DateField(blank=True, null=True)),
                ('dpia_note', models.TextField(blank=True)),
                ('reviewed_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'ordering': ('number',),
            },
        ),
        migrations.CreateModel(
            name='ProcessorAgreement',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=160)),
                ('number', models.CharField(max_length=60)),
                ('signed_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('subject', models.TextField()),
                ('activities', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('organisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.organisation')),
            ],
            options={
                'ordering': ('name', 'signed_on'),
            },
        ),
        migrations.CreateModel(
            name='Restriction',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('ground', models.CharField(choices=[('contested', 'osoba kwestionuje prawidłowość danych'), ('unlawful', 'przetwarzanie niezgodne z prawem, osoba nie chce usunięcia'), ('claims', 'dane potrzebne osobie do roszczeń'), ('objection', 'osoba wniosła sprzeciw, trwa jego ocena')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('since', models.DateField()),
                ('lifted_on', models.DateField(blank=True, null=True)),
                ('lifted_reason', models.TextField(blank=True)),
                ('person_told_on', models.DateField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='restrictions', to='people.person')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-since',),
            },
        ),
        migrations.CreateModel(
            name='RetentionClass',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=24)),
                ('jrwa', models.CharField(max_length=12)),
                ('category', models.CharField(max_length=6)),
                ('basis', models.TextField(blank=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
            ],
            options={
                'ordering': ('kind',),
            },
        ),
        migrations.CreateModel(
            name='SubjectRequest',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('requester', models.CharField(max_length=160)),
                ('kind', models.CharField(choices=[('access', 'dostęp i kopia danych (art. 15)'), ('rectification', 'sprostowanie (art. 16)'), ('erasure', 'usunięcie (art. 17)'), ('restriction', 'ograniczenie przetwarzania (art. 18)'), ('objection', 'sprzeciw (art. 21)'), ('other', 'inne')], max_length=16)),
                ('channel', models.CharField(choices=[('letter', 'list'), ('in_person', 'osobiście'), ('email', 'e-mail'), ('phone', 'telefon'), ('e_delivery', 'e-Doręczenia lub ePUAP')], max_length=12)),
                ('demand', models.TextField()),
                ('received_on', models.DateField()),
                ('due_on', models.DateField()),
                ('extended_to', models.DateField(blank=True, null=True)),
                ('extension_reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'w toku'), ('granted', 'spełnione'), ('partly', 'spełnione częściowo'), ('refused', 'odmowa'), ('withdrawn', 'wycofane')], default='open', max_length=10)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True)),
                ('copied_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='people.person')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-received_on', '-number'),
            },
        ),
        migrations.CreateModel(
            name='AccessibilityRequest',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('received_on', models.DateField()),
                ('requester', models.CharField(max_length=160)),
                ('contact', models.CharField(max_length=200)),
                ('demand', models.TextField()),
                ('due_on', models.DateField()),
                ('extended_to', models.DateField(blank=True, null=True)),
                ('extension_reason', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'w toku'), ('done', 'zapewniono dostępność'), ('alternative', 'zaproponowano sposób alternatywny'), ('refused', 'odmowa')], default='open', max_length=12)),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('registered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-received_on', '-number'),
                'constraints': [models.UniqueConstraint(fields=('centre', 'year', 'number'), name='privacy_access_number'), models.CheckConstraint(condition=models.Q(('extended_to__isnull', True), models.Q(('extension_reason', ''), _negated=True), _connector='OR'), name='privacy_access_extension')],
            },
        ),
        migrations.AddConstraint(
            model_name='clause',
            constraint=models.UniqueConstraint(fields=('centre', 'process', 'number'), name='privacy_clause_number'),
        ),
        migrations.AddIndex(
            model_name='clausegiven',
            index=models.Index(fields=['centre', 'person'], name='privacy_given_person'),
        ),
        migrations.AddConstraint(
            model_name='clausegiven',
            constraint=models.CheckConstraint(condition=models.Q(('form', ''), _negated=True), name='privacy_given_form'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('centre', 'person', 'purpose'), name='privacy_consent_one'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_on__isnull', True), ('withdrawn_on__gte', models.F('given_on')), _connector='OR'), name='privacy_consent_dates'),
        ),
        migrations.AddConstraint(
            model_name='dataprotection',
            constraint=models.UniqueConstraint(fields=('centre',), name='privacy_protection_once'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'full'), models.Q(('gaps', ''), _negated=True), _connector='OR'), name='privacy_declaration_gaps'),
        ),
        migrations.AddConstraint(
            model_name='declaration',
            constraint=models.CheckConstraint(condition=models.Q(('method', 'self'), models.Q(('assessor', ''), _negated=True), _connector='OR'), name='privacy_declaration_assessor'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.UniqueConstraint(fields=('centre', 'year', 'number'), name='privacy_disposal_number'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('second_by__isnull', True), models.Q(('first_by__isnull', False), models.Q(('second_by', models.F('first_by')), _negated=True)), _connector='OR'), name='privacy_disposal_two'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('executed_at__isnull', False), ('protocol__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='privacy_disposal_done'),
        ),
        migrations.AddConstraint(
            model_name='disposalitem',
            constraint=models.UniqueConstraint(fields=('centre', 'disposal', 'record_id'), name='privacy_item_once'),
        ),
        migrations.AddConstraint(
            model_name='fieldpurge',
            constraint=models.CheckConstraint(condition=models.Q(('done_by__isnull', True), models.Q(('done_by', models.F('asked_by')), _negated=True), _connector='OR'), name='privacy_purge_two'),
        ),
        migrations.AddConstraint(
            model_name='processingactivity',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='privacy_activity_number'),
        ),
        migrations.AddConstraint(
            model_name='processoragreement',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='privacy_agreement_number'),
        ),
        migrations.AddConstraint(
            model_name='processoragreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('signed_on')), _connector='OR'), name='privacy_agreement_dates'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_on__isnull', True)), fields=('centre', 'person'), name='privacy_restriction_one'),
        ),
        migrations.AddConstraint(
            model_name='restriction',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_on__isnull', True), models.Q(('lifted_on__gte', models.F('since')), ('person_told_on__isnull', False)), _connector='OR'), name='privacy_restriction_lifted'),
        ),
        migrations.AddConstraint(
            model_name='retentionclass',
            constraint=models.UniqueConstraint(fields=('centre', 'kind'), name='privacy_class_once'),
        ),
        migrations.AddConstraint(
            model_name='retentionclass',
            constraint=models.CheckConstraint(condition=models.Q(('category__regex', '^(A|B|B\\d{1,2}|BE\\d{1,2}|Bc)$')), name='privacy_class_category'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.UniqueConstraint(fields=('centre', 'year', 'number'), name='privacy_request_number'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(('extended_to__isnull', True), models.Q(('extended_to__gt', models.F('due_on')), models.Q(('extension_reason', ''), _negated=True)), _connector='OR'), name='privacy_request_extension'),
        ),
        migrations.AddConstraint(
            model_name='subjectrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_on__isnull', False)), _connector='OR'), name='privacy_request_answer'),
        ),
        TenantTables(),
    ]
