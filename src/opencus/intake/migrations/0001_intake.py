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
        ('correspondence', '0001_case_files'),
        ('people', '0001_people'),
        ('programmes', '0001_programmes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('capacity', models.CharField(choices=[('self', 'we własnej sprawie'), ('representative', 'przedstawiciel ustawowy'), ('carer', 'opiekun faktyczny')], max_length=16)),
                ('channel', models.CharField(choices=[('phone', 'telefon'), ('desk', 'w biurze'), ('paper', 'pismo'), ('email', 'e-mail'), ('portal', 'internet'), ('referral', 'skierowanie')], max_length=12)),
                ('state', models.CharField(choices=[('draft', 'szkic'), ('submitted', 'złożony'), ('evidence_requested', 'czeka na dokumenty'), ('in_recognition', 'rozpoznanie potrzeb'), ('decided', 'rozstrzygnięty'), ('closed', 'zamknięty'), ('withdrawn', 'wycofany'), ('forwarded', 'przekazany')], default='draft', max_length=20)),
                ('need', models.TextField(blank=True)),
                ('declared', models.JSONField(default=dict)),
                ('clause_given_at', models.DateTimeField(blank=True, null=True)),
                ('clause_form', models.CharField(blank=True, choices=[('spoken', 'odczytano przez telefon'), ('signed', 'podpisano')], max_length=12)),
                ('information_given_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('applicant', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications_made', to='people.person')),
                ('case_file', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='correspondence.casefile')),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('client', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='people.person')),
                ('coordinator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='centre.office')),
            ],
            options={
                'ordering': ('-submitted_on', '-created_at'),
            },
        ),
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(choices=[('phone', 'telefon'), ('desk', 'w biurze'), ('paper', 'pismo'), ('email', 'e-mail'), ('portal', 'internet'), ('referral', 'skierowanie')], max_length=12)),
                ('caller_name', models.CharField(blank=True, max_length=120)),
                ('caller_phone', models.CharField(blank=True, max_length=24)),
                ('text', models.TextField(blank=True)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('application', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='intake.application')),
                ('caller', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries_made', to='people.person')),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enquiries', to='people.person')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='NeedsRecognition',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('held_on', models.DateField()),
                ('place', models.CharField(choices=[('centre', 'w centrum'), ('home', 'u osoby')], max_length=8)),
                ('present', models.CharField(max_length=240)),
                ('needs', models.TextField()),
                ('current_services', models.TextField()),
                ('assessment', models.TextField()),
                ('supporting_actions', models.TextField(blank=True)),
                ('fees_explained', models.BooleanField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='recognitions', to='intake.application')),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('coordinator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RequestedService',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'do rozpatrzenia'), ('qualified', 'zakwalifikowano'), ('waiting', 'oczekuje'), ('offered', 'oferta miejsca'), ('refused', 'odmowa'), ('forwarded', 'przekazano'), ('granted', 'przyznano decyzją'), ('withdrawn', 'wycofano')], default='open', max_length=12)),
                ('wish', models.CharField(blank=True, max_length=240)),
                ('details', models.JSONField(default=dict)),
                ('forwarded_to', models.CharField(blank=True, max_length=160)),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='requested', to='intake.application')),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('programme_service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='requested', to='programmes.programmeservice')),
            ],
        ),
        migrations.CreateModel(
            name='Qualification',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('outcome', models.CharField(choices=[('qualified', 'zakwalifikowano'), ('waiting', 'lista oczekujących'), ('refused', 'odmowa'), ('forwarded', 'przekazano')], max_length=12)),
                ('reasons', models.TextField()),
                ('explanation', models.JSONField()),
                ('on', models.DateField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('qualified_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='intake.requestedservice')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('refusal', 'odmowa'), ('grant', 'przyznanie')], max_length=8)),
                ('state', models.CharField(choices=[('draft', 'projekt'), ('signed', 'podpisana'), ('delivered', 'doręczona'), ('final', 'ostateczna'), ('appealed', 'odwołanie')], default='draft', max_length=10)),
                ('factual_reasons', models.TextField(blank=True)),
                ('legal_reasons', models.TextField(blank=True)),
                ('appeal_instruction', models.TextField(blank=True)),
                ('signed_on', models.DateField(blank=True, null=True)),
                ('delivery_channel', models.CharField(blank=True, max_length=20)),
                ('delivered_on', models.DateField(blank=True, null=True)),
                ('delivery_proof', models.CharField(blank=True, max_length=120)),
                ('authorisation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='centre.authorisation')),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='intake.requestedservice')),
            ],
        ),
        migrations.CreateModel(
            name='WaitingListEntry',
            fields=[
                ('id', models.UUIDField(default=opencus.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('since', models.DateField()),
                ('points', models.PositiveSmallIntegerField(default=0)),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('centre', models.ForeignKey(default=opencus.core.tenancy.context.current_centre_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='centre.centre')),
                ('programme_service', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='waiting_list', to='programmes.programmeservice')),
                ('requested', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='waiting', to='intake.requestedservice')),
            ],
            options={
                'ordering': ('-points', 'since', 'entered_at', 'id'),
            },
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['centre', 'state', 'submitted_on'], name='intake_application_state'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), models.Q(('clause_given_at__isnull', False), ('submitted_on__isnull', False)), _connector='OR'), name='intake_application_clause'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('capacity', 'self'), _negated=True), ('applicant', models.F('client')), _connector='OR'), name='intake_application_self'),
        ),
        migrations.AddConstraint(
            model_name='needsrecognition',
            constraint=models.CheckConstraint(condition=models.Q(('fees_explained', True)), name='intake_recognition_fees'),
        ),
        migrations.AddConstraint(
            model_name='requestedservice',
            constraint=models.UniqueConstraint(fields=('centre', 'application', 'programme_service'), name='intake_requested_once'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(fields=('centre', 'number'), name='intake_decision_number'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'draft'), models.Q(('authorisation__isnull', False), ('signed_by__isnull', False), ('signed_on__isnull', False), models.Q(('factual_reasons', ''), _negated=True), models.Q(('legal_reasons', ''), _negated=True), models.Q(('appeal_instruction', ''), _negated=True)), _connector='OR'), name='intake_decision_complete'),
        ),
        migrations.AddConstraint(
            model_name='waitinglistentry',
            constraint=models.UniqueConstraint(condition=models.Q(('left_at__isnull', True)), fields=('centre', 'requested'), name='intake_waiting_once'),
        ),
        TenantTables(),
    ]
