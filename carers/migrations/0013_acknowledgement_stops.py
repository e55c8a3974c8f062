from django.db import migrations

# As in carers/followups/steps.py when this was written.
STOPS = ["application.submitted", "contact.made", "enquiry.withdrawn", "visit.booked", "visit.offered"]


def stop(apps, editor):
    """Agencies' own rows of the acknowledgement: not for those to whom somebody has spoken already."""
    steps = apps.get_model("carers", "FollowUpStep").objects.using(editor.connection.alias)
    steps.filter(key="acknowledgement", stop_on=[]).update(stop_on=STOPS)


class Migration(migrations.Migration):
    dependencies = [("carers", "0012_application_person")]

    operations = [migrations.RunPython(stop, migrations.RunPython.noop, elidable=True)]
