from django.db import models


class Heartbeat(models.Model):
    """When each schedule last ran."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
