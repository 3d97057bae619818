from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0010_search_by_name'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='areaversion',
            index=models.Index(fields=['tier', 'valid_from', 'valid_to'], name='areaversion_tier_days'),
        ),
    ]
