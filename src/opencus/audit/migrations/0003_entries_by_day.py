"""The journal of one day is counted on the desk: an index by day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_centres_to_seal"),
    ]
    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["centre_id", "at"], name="audit_entry_at"),
        ),
    ]
