"""What every row of ours has: a public id that sorts by age."""

from django.db import models
from django.db.models.functions import UUID7


class Row(models.Model):
    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)

    class Meta:
        abstract = True
