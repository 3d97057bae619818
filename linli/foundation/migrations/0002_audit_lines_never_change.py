from django.db import migrations

from linli.foundation.audit.protection import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("foundation", "0001_initial")]

    operations = [AppendOnly("foundation_auditline")]
