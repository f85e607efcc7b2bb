"""The fourteen areas of social services of art. 2(1) CUS Act, dated: a reform is pending."""

from datetime import date

from django.db import migrations

AREAS = [
    ("family_policy", "polityka prorodzinna"),
    ("family_support", "wspieranie rodziny"),
    ("foster_care", "system pieczy zastępczej"),
    ("social_assistance", "pomoc społeczna"),
    ("health", "promocja i ochrona zdrowia"),
    ("disability_support", "wspieranie osób niepełnosprawnych"),
    ("education", "edukacja publiczna"),
    ("unemployment", "przeciwdziałanie bezrobociu"),
    ("culture", "kultura"),
    ("sport", "kultura fizyczna i turystyka"),
    ("civic", "pobudzanie aktywności obywatelskiej"),
    ("housing", "mieszkalnictwo"),
    ("environment", "ochrona środowiska"),
    ("reintegration", "reintegracja zawodowa i społeczna"),
]


def add(apps, schema_editor):
    area = apps.get_model("catalogue", "Area")
    area.objects.bulk_create(area(code=code, name=name, valid_from=date(2020, 1, 1)) for code, name in AREAS)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_catalogue")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
