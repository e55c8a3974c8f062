"""How enquiries, applications and homes look through the API."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.api.fields import EmailField, NameField, RowsField, TelephoneField
from accounts.models import Organisation
from carers.law.reaching import CONTACT_WHEN
from carers.law.vocabulary import ApprovedSex, KindOfCare
from carers.models import Application, Enquiry, Household
from carers.people.forms.enquiry import found_postcode

MOST_SERVICES_ASKED = 20


class EnquirySerializer(serializers.ModelSerializer[Enquiry]):
    class Meta:
        model = Enquiry
        fields = (
            "id", "name", "email", "telephone", "postcode", "spare_room", "contact_by", "contact_when",
            "may_leave_message", "contact_after", "notes", "source", "campaign", "state", "reason", "received_at",
            "first_contact_at", "state_since", "owner", "merged_into", "historical", "version",
        )  # fmt: skip
        read_only_fields = fields


class WhoseFilters(serializers.Serializer[Any]):
    whose = serializers.ChoiceField(choices=["mine", "team"], required=False, help_text="mine: those you own")


class EnquiryFilters(WhoseFilters):
    state = serializers.ChoiceField(choices=["open", *Enquiry.State.values], required=False)
    q = serializers.CharField(required=False, max_length=200, help_text="in name, e-mail, telephone and postcode")


class ApplicationFilters(WhoseFilters):
    stage = serializers.ChoiceField(choices=["open", *Application.Stage.values], required=False)
    q = serializers.CharField(required=False, max_length=200, help_text="in name, e-mail, telephone and postcode")


class HomeFilters(serializers.Serializer[Any]):
    status = serializers.ChoiceField(choices=Household.Status.choices, required=False)
    q = serializers.CharField(required=False, max_length=200, help_text="in reference, name and postcode")


class ReachableSerializer(serializers.Serializer[Any]):
    """Who somebody is and how they are reached: an e-mail address or a telephone number is needed."""

    name = NameField(max_length=200)
    email = EmailField(required=False, default="", allow_blank=True)
    telephone = TelephoneField(required=False, default="", allow_blank=True)
    postcode = serializers.CharField(required=False, default="", allow_blank=True, max_length=12)

    def validate_postcode(self, value: str) -> str:
        return normal(found_postcode, value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["email"] and not attrs["telephone"]:
            raise serializers.ValidationError({"email": _("Enter an e-mail address or a telephone number")})
        return attrs


class NewEnquirySerializer(ReachableSerializer):
    """An enquiry by the public (`agency` required) or by staff for their own agency."""

    agency = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Organisation.objects.filter(recruits=True).exclude(agency_kind=""),
        required=False,
        help_text="the slug of a fostering service that takes enquiries",
    )
    agencies = RowsField(
        queryset=Organisation.objects.filter(recruits=True).exclude(agency_kind=""),
        key="slug",
        max_length=MOST_SERVICES_ASKED,
        required=False,
        help_text="several services at once, with the person's consent; none learns of another",
    )
    spare_room = serializers.ChoiceField(choices=["yes", "not_yet", "no"], required=False, default="")
    contact_by = serializers.ChoiceField(choices=["email", "telephone", "text"], required=False, default="email")
    contact_when = serializers.ChoiceField(choices=[key for key, _w in CONTACT_WHEN], required=False, default="any")
    may_leave_message = serializers.BooleanField(required=False, default=False)
    notes = serializers.CharField(required=False, default="", max_length=2000)


def normal(way: Any, value: str) -> str:
    try:
        return str(way(value)) if value else ""
    except ValueError as error:
        raise serializers.ValidationError(str(error)) from None


class ReceiptSerializer(serializers.Serializer[Any]):
    """What the public is told: nothing that a stranger could use."""

    received = serializers.BooleanField()
    agency = serializers.CharField(help_text="the service, or the first of several")
    agencies = serializers.ListField(child=serializers.CharField())
    answer_by = serializers.CharField(help_text="the day by which somebody gets in touch")


class ApplicationSerializer(serializers.ModelSerializer[Application]):
    class Meta:
        model = Application
        fields = (
            "id",
            "enquiry",
            "name",
            "stage",
            "stage_since",
            "registered_on",
            "owner",
            "stage1_complete_on",
            "brief_report_sent_on",
            "brief_report_comments_on",
            "panel_on",
            "papers_sent_on",
            "minutes_on",
            "determination_on",
            "determination_route",
            "withdrawal_reason",
            "paused_on",
            "pause_reason",
            "kinds",
            "version",
        )
        read_only_fields = fields


class TermsSerializer(serializers.Serializer[Any]):
    """Terms of approval. `max_children` null: terms that state no number."""

    starts_on = serializers.DateField()
    max_children = serializers.IntegerField(min_value=1, max_value=10, allow_null=True)
    rooms = serializers.IntegerField(min_value=1, max_value=10)
    age_min = serializers.IntegerField(min_value=0, max_value=17)
    age_max = serializers.IntegerField(min_value=0, max_value=21)
    sex = serializers.ChoiceField(choices=ApprovedSex.choices, default="any")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=KindOfCare.choices), min_length=1, max_length=len(KindOfCare.choices)
    )
    version = serializers.IntegerField(required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["age_min"] > attrs["age_max"]:
            raise serializers.ValidationError({"age_max": "The oldest age must be at least the youngest."})
        return attrs


class HouseholdSerializer(serializers.ModelSerializer[Household]):
    terms = serializers.SerializerMethodField()
    places = serializers.SerializerMethodField()

    class Meta:
        model = Household
        fields = (
            "id", "reference", "name", "kind", "status", "approved_on", "postcode", "area", "terms", "places",
        )  # fmt: skip
        read_only_fields = fields

    def get_terms(self, home: Any) -> dict[str, Any] | None:
        """The terms in force today, or null."""
        terms = next(iter(home.terms_now), None)
        if terms is None:
            return None
        names = ("max_children", "age_min", "age_max", "sex", "kinds", "sibling_max")
        return {name: getattr(terms, name) for name in names}

    def get_places(self, home: Any) -> int:
        """How many places exist today, filled or not."""
        return len(home.places_now)
