"""What every row of ours has: a public id that sorts by age."""

from collections.abc import Mapping

from django.db import models
from django.db.models.functions import UUID7

# The steps a state may take, in the words of the database: from -> to. Drawn in docs/states.md.
type Steps = Mapping[str, tuple[str, ...]]


class Row(models.Model):
    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)

    class Meta:
        abstract = True
