from django.db import migrations

from linli.foundation.search import SearchIndex


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [SearchIndex("cases_case")]
