from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0004_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='membership',
            name='ended_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
