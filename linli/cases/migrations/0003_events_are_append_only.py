from django.db import migrations

from linli.foundation.audit import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_case_search")]

    operations = [AppendOnly("cases_event")]
