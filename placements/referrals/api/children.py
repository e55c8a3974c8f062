"""How children of a referral are sent and read back through the API."""

from datetime import date
from typing import Any

from rest_framework import serializers

from accounts.models import Sector
from accounts.reference.selectors import normal_postcode, sector_of
from carers.law.vocabulary import IDENTITY_NEEDS, NEEDS, NOT_WITH, PETS, Sex
from placements.models import Child


def _some_of(words: tuple[str, ...], **more: Any) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.ChoiceField(choices=words), required=False, max_length=len(words), **more
    )


class ChildNeedsSerializer(serializers.Serializer[Any]):
    """What a home needs to know of a child. Null, or left out: not known, which never rules a home out; an empty list
    says that there is nothing. A home that smokes or keeps such a pet is ruled out by what is known."""

    needs = _some_of(NEEDS, allow_null=True)
    language = serializers.RegexField(
        r"^[a-z]{2,3}\Z", required=False, help_text="ISO 639 code of the language the child speaks; left out: not known"
    )
    identity_needs = _some_of(IDENTITY_NEEDS, allow_null=True)
    breathing_condition = serializers.BooleanField(required=False, allow_null=True, default=None)
    allergies = _some_of(PETS, allow_null=True, help_text="to animals that a home may keep")
    own_room = serializers.BooleanField(default=False, help_text="true: shares a room with nobody")
    only_child = serializers.BooleanField(default=False, help_text="true: must be the only child in the home")
    not_with = _some_of(NOT_WITH, default=list)


class ReferredChildSerializer(serializers.ModelSerializer[Child]):
    """A child of a referral as the council reads it back."""

    class Meta:
        model = Child
        fields = ("id", "reference", "birth_month", "sex", *ChildNeedsSerializer().fields)
        read_only_fields = fields


class NewChildSerializer(ChildNeedsSerializer):
    """A child without a name. Postcodes are turned into positions and not kept."""

    reference = serializers.CharField(max_length=40)
    birth_month = serializers.RegexField(r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])\Z", help_text="YYYY-MM")
    sex = serializers.ChoiceField(choices=Sex.choices)
    home_postcode = serializers.CharField(required=False, allow_blank=True, max_length=10)
    school_postcode = serializers.CharField(required=False, allow_blank=True, max_length=10)

    def _sector(self, value: str) -> Sector | None:
        try:
            return sector_of(normal_postcode(value)) if value else None
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None

    def validate_home_postcode(self, value: str) -> Sector | None:
        return self._sector(value)

    def validate_school_postcode(self, value: str) -> Sector | None:
        return self._sector(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["birth_month"] = date.fromisoformat(f"{attrs['birth_month']}-01")
        attrs["home_sector"] = attrs.pop("home_postcode", None)
        attrs["school_sector"] = attrs.pop("school_postcode", None)
        return attrs
