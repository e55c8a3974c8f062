"""A council may write only about its own placements: a foreign key to the placement alone would let another's in,
and one false ending would stand in the way of the true one."""

from django.db import migrations

from accounts.tenancy import rls

TABLES = ("placements_ending", "placements_placementversion")


def _of_the_same_council(table):
    name = f"{table}_same_council_placement"
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (council_id, placement_id) "
        "REFERENCES placements_placement (council_id, id) DEFERRABLE INITIALLY IMMEDIATE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):

    dependencies = [('placements', '0003_matching_service')]

    operations = [
        rls.unique_within("placements_placement", "council_id", "id"),
        *(_of_the_same_council(table) for table in TABLES),
    ]
