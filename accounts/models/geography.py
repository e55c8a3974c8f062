"""Reference data: council areas, which adjoin, postcode sectors, published figures."""

from django.db import models


class Council(models.Model):
    """A children's services authority area of England (153 in 2025), by its ONS code.

    Sources: DfE, Children looked after in England 2025; OS Code-Point Open; ONS boundaries.
    """

    code = models.CharField(max_length=9, primary_key=True)
    name = models.CharField(max_length=100)
    region = models.CharField(max_length=60)
    council_type = models.CharField(max_length=20)
    earlier_code = models.CharField(max_length=9, blank=True, help_text="code in DfE's 2025 release")
    lat = models.FloatField()
    lon = models.FloatField()
    tile_column = models.SmallIntegerField()
    tile_row = models.SmallIntegerField()
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Adjacency(models.Model):
    """Two council areas that share a boundary, stored both ways.

    Needed because a placement "at a distance" (SI 2010/959 reg 11) means outside the area and not in an
    adjoining authority.
    """

    council = models.ForeignKey(Council, models.CASCADE, related_name="adjacencies")
    adjoining = models.ForeignKey(Council, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "adjoining"], name="adjacency_once")]

    def __str__(self) -> str:
        return f"{self.council_id} adjoins {self.adjoining_id}"


class Sector(models.Model):
    """A postcode sector of Great Britain ("LS6 2"): median position and the English council it lies in."""

    code = models.CharField(max_length=7, primary_key=True)
    lat = models.FloatField()
    lon = models.FloatField()
    council = models.ForeignKey(Council, models.CASCADE, null=True, related_name="sectors")
    council_share = models.FloatField(null=True, help_text="share of the sector's postcodes, 0 to 1")
    postcodes = models.IntegerField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class CouncilFigure(models.Model):
    """One published figure of one council and year. `value` is empty where the source prints a symbol."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="figures")
    year = models.SmallIntegerField(help_text="year ending 31 March")
    measure = models.CharField(max_length=40)
    value = models.IntegerField(null=True)
    symbol = models.CharField(max_length=2, blank=True, help_text="c suppressed, z not applicable, k rounds to 0")
    release = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "year", "measure", "release"], name="council_figure_once")
        ]

    def __str__(self) -> str:
        return f"{self.council_id} {self.measure} {self.year}"
