from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0011_count_tiers_of_a_day'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='area',
            index=models.Index(fields=['code'], name='area_code'),
        ),
    ]
