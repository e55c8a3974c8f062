"""The address that a link proves is the one it was sent to.

What stood in `claim_email` may have been typed by somebody who never proved it, so nothing is carried over: whoever
opens an invitation sent before this is asked for an e-mail address, and proves it by a new link.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("carers", "0014_no_debt_of_the_unknown")]

    operations = [
        migrations.AddField(
            model_name="applicationform",
            name="claim_sent_to",
            field=models.CharField(blank=True, db_default="", default="", max_length=254),
        ),
        migrations.RemoveField(model_name="applicationform", name="claim_email"),
    ]
