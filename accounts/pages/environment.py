"""The Jinja environment of every page of ours."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from jinja2.loaders import ChoiceLoader


def url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def day(value: date | datetime | None, with_year: bool = False) -> str:
    """Tuesday 24 November, in London; the year where it is asked for or is not this one."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    shown_year = with_year or value.year != timezone.localdate().year
    return date_format(value, "l j F Y" if shown_year else "l j F")


def moment(value: datetime | None) -> str:
    """Tuesday 24 November at 4:05pm, in London."""
    if value is None:
        return ""
    time = date_format(timezone.localtime(value), "g:ia").replace(".", "")
    return translation.gettext("%(day)s at %(time)s") % {"day": day(value), "time": time}


def words(value: str) -> str:
    """A coded word as people write it: trauma_attachment -> trauma attachment."""
    return value.replace("_", " ")


def miles(km: float | None) -> str:
    if km is None:
        return translation.gettext("distance not known")
    return translation.gettext("%s miles") % f"{km / 1.609344:.1f}"


def environment(**options: Any) -> Environment:
    own = options.pop("loader")
    options["undefined"] = ChainableUndefined
    made = Environment(
        loader=ChoiceLoader([own, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.install_gettext_translations(translation, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=url, service_name=settings.SERVICE_NAME, now=timezone.localtime)
    made.filters.update(day=day, moment=moment, words=words, miles=miles)
    return made
