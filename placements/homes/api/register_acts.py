"""What a home's page does, through the API: terms, availability, duties, a connected person, notes."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import DayField, EmailField, NameField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.input.days import DONE
from accounts.input.errors import Invalid
from accounts.reference.selectors import normal_postcode
from carers.homes.selectors.my_home import preferences_of
from carers.homes.services import connected, duties, my_home, register
from carers.homes.services.terms import Terms
from carers.models import Approval, Duty, Household, Preference
from carers.people.api.acts import NoteActs
from carers.people.api.serializers import TermsSerializer, normal
from placements.homes.api.my_home import WishesSerializer, wishes_of
from placements.homes.selectors.above_terms import children_known, grounds_of
from placements.models import Exemption
from placements.placing.services import emergency_places, record_exemption


class NewTermsSerializer(TermsSerializer):
    """New terms from `starts_on`; the old ones stay on the record."""

    why = serializers.CharField(max_length=200)


class AvailableSerializer(serializers.Serializer[Any]):
    """End an absence: the place can be used again from `on` (today where left out)."""

    row = serializers.UUIDField(help_text="the absence")
    on = DayField(required=False, default=timezone.localdate)


class DutySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.CharField()
    since = DayField()
    due_on = DayField()
    done_on = DayField(allow_null=True)
    outcome = serializers.CharField()


class DutyDoneSerializer(serializers.Serializer[Any]):
    duty = serializers.UUIDField()
    done_on = DayField(span=DONE)
    outcome = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class WhySerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class ConnectedSerializer(serializers.Serializer[Any]):
    """Temporary approval of a connected person (SI 2010/959 reg 24) for the children named."""

    name = NameField(max_length=200)
    children = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=8)
    starts_on = DayField()
    postcode = serializers.CharField(required=False, default="", allow_blank=True, max_length=12)

    def validate_postcode(self, value: str) -> str:
        return normal(normal_postcode, value)


class SettlePreferencesSerializer(serializers.Serializer[Any]):
    keep = serializers.ChoiceField(choices=Preference.Side.choices)
    answer = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class AccessSerializer(serializers.Serializer[Any]):
    email = EmailField()
    name = NameField(required=False, default="", allow_blank=True, max_length=200)


class CarerSerializer(serializers.Serializer[Any]):
    carer = serializers.UUIDField()


class NewExemptionSerializer(serializers.Serializer[Any]):
    """From the usual fostering limit (Children Act 1989 Schedule 7 para 4)."""

    granted_by = serializers.CharField(max_length=9, help_text="ONS code of the council where the carers live")
    granted_on = DayField(span=DONE)
    children = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=12)
    starts = DayField()
    ends = DayField(required=False, allow_null=True, default=None)
    places = serializers.IntegerField(min_value=1, max_value=8, default=1)
    conditions = serializers.CharField(required=False, default="", allow_blank=True, max_length=5000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["ends"] and attrs["ends"] <= attrs["starts"]:
            raise serializers.ValidationError({"ends": "Choose a day after the first."})
        return attrs


class ExemptionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    granted_by = serializers.CharField()
    granted_on = DayField()
    starts = DayField()
    ends = DayField(allow_null=True)
    conditions = serializers.CharField()
    children = serializers.ListField(child=serializers.UUIDField())


class EmergencySerializer(serializers.Serializer[Any]):
    starts = DayField()
    places = serializers.IntegerField(min_value=1, max_value=8, default=1)
    authorised_by = serializers.CharField(max_length=200)


def _notice(row: Exemption) -> dict[str, Any]:
    return {"id": row.pk, "granted_by": row.granted_by_id, "granted_on": row.granted_on, "starts": row.period.lower,
            "ends": row.period.upper, "conditions": row.conditions,
            "children": [link.child_id for link in row.children.all()]}  # fmt: skip


class RegisterActs(NoteActs):
    own_model = Household

    @extend_schema(request=NewTermsSerializer, responses={201: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def terms(self, request: Request, pk: str) -> Response:
        home, facts = self.own_row(pk), valid(NewTermsSerializer, request)
        why = facts.pop("why")
        facts.pop("version")
        made = register.change_terms(self.caller, home.pk, Terms(**facts), why)
        return Response({"id": made.pk, "max_children": made.max_children}, status=201)

    @extend_schema(request=AvailableSerializer, responses={200: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def available(self, request: Request, pk: str) -> Response:
        home, asked = self.own_row(pk), valid(AvailableSerializer, request)
        try:
            changed = register.end_unavailability(self.caller, home.pk, asked["row"], asked["on"])
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response({"confirmed_at": changed.availability_confirmed_at})

    @extend_schema(request=None, responses={200: dict})
    @action(detail=True, methods=["post"], url_path="ask-carers")
    @idempotent
    def ask_carers(self, request: Request, pk: str) -> Response:
        """Send the carers their one-tap link."""
        home = self.own_row(pk)
        path = reverse("confirm_rooms", args=[register.confirm_token(home)])
        register.ask_carers(self.caller, home.pk, f"{settings.PUBLIC_URL}{path}")
        return Response({"asked": True})

    @extend_schema(responses=DutySerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def duties(self, request: Request, pk: str) -> Response:
        rows = Duty.objects.filter(household=self.own_row(pk)).order_by("due_on")
        return Response(DutySerializer(rows, many=True).data)

    @extend_schema(request=DutyDoneSerializer, responses={200: dict})
    @duties.mapping.post
    @idempotent
    def duty_done(self, request: Request, pk: str) -> Response:
        """Note that a duty was done; the next one of its kind opens."""
        home, asked = self.own_row(pk), valid(DutyDoneSerializer, request)
        if not Duty.objects.filter(pk=asked["duty"], household=home).exists():
            raise Http404
        done = duties.finish_duty(self.caller, asked["duty"], asked["done_on"], asked["outcome"])
        return Response({"id": done.pk, "done_on": done.done_on})

    @extend_schema(request=WhySerializer, responses={200: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def extend(self, request: Request, pk: str) -> Response:
        """Make a temporary approval longer, once (reg 25)."""
        home, asked = self.own_row(pk), valid(WhySerializer, request)
        connected.extend_temporary(self.caller, home.pk, asked["reason"], timezone.localdate())
        return Response({"extended": True})

    @extend_schema(responses={200: dict})
    @action(detail=True, methods=["get"], pagination_class=None)
    def preferences(self, request: Request, pk: str) -> Response:
        """What the carers would rather take, what the agency has, and where the two differ."""
        home = self.own_row(pk)
        terms = Approval.objects.filter(household=home, period__contains=timezone.localdate()).first()
        found = preferences_of(home, terms)
        return Response({"carers": wishes_of(found.carers), "agency": wishes_of(found.agency),
                         "differ": list(found.differ), "to_settle": found.is_conflict})  # fmt: skip

    @extend_schema(request=WishesSerializer, responses={200: dict})
    @preferences.mapping.post
    @idempotent
    def agency_says(self, request: Request, pk: str) -> Response:
        """A new version by the agency; the older ones stay."""
        home, wishes = self.own_row(pk), my_home.Wishes(**valid(WishesSerializer, request))
        return Response({"id": my_home.say_preferences(self.caller, home.pk, wishes, Preference.Side.AGENCY).pk})

    @extend_schema(request=SettlePreferencesSerializer, responses={200: dict})
    @action(detail=True, methods=["post"], url_path="settle-preferences")
    @idempotent
    def settle_preferences(self, request: Request, pk: str) -> Response:
        """Whose version holds. Keeping the agency's needs an answer, which the carers read."""
        settled = my_home.settle_preferences(
            self.caller, self.own_row(pk).pk, **valid(SettlePreferencesSerializer, request)
        )
        return Response({"kept": settled.kept, "settled_at": settled.settled_at})

    @extend_schema(request=AccessSerializer, responses={201: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def access(self, request: Request, pk: str) -> Response:
        """Let a carer open the page of their own home."""
        made = my_home.give_access(self.caller, self.own_row(pk).pk, **valid(AccessSerializer, request))
        return Response({"carer": made.pk}, status=201)

    @extend_schema(request=CarerSerializer, responses={200: dict})
    @action(detail=True, methods=["post"], url_path="end-access")
    @idempotent
    def end_access(self, request: Request, pk: str) -> Response:
        home, asked = self.own_row(pk), valid(CarerSerializer, request)
        try:
            ended = my_home.end_access(self.caller, home.pk, asked["carer"])
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response({"ended_at": ended.ended_at})

    @extend_schema(responses=ExemptionSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def exemptions(self, request: Request, pk: str) -> Response:
        found = grounds_of(self.own_row(pk)).exemptions
        return Response([_notice(row) for row in found])

    @extend_schema(request=NewExemptionSerializer, responses={201: ExemptionSerializer})
    @exemptions.mapping.post
    @idempotent
    def exempt(self, request: Request, pk: str) -> Response:
        """A notice by the council where the carers live, naming the children; it opens the places it allows."""
        home, asked = self.own_row(pk), valid(NewExemptionSerializer, request)
        if children_known(home).filter(pk__in=asked["children"]).count() != len(set(asked["children"])):
            raise Invalid(_("A child you named is not known here."), fields={"children": _("Choose children you know")})
        made = record_exemption(self.caller, home.pk, **asked)
        return Response(_notice(made), status=201)

    @extend_schema(request=EmergencySerializer, responses={201: dict})
    @action(detail=True, methods=["post"])
    @idempotent
    def emergency(self, request: Request, pk: str) -> Response:
        """Places outside the terms for six working days (SI 2010/959 reg 23), with who allowed it."""
        made = emergency_places(self.caller, self.own_row(pk).pk, **valid(EmergencySerializer, request))
        return Response({"places": [row.slot for row in made], "until": made[0].period.upper}, status=201)

    @extend_schema(request=ConnectedSerializer, responses={201: dict})
    @action(detail=False, methods=["post"])
    @idempotent
    def connected(self, request: Request) -> Response:
        asked = valid(ConnectedSerializer, request)
        person = connected.ConnectedPerson(
            asked["name"], tuple(asked["children"]), asked["starts_on"], asked["postcode"]
        )
        home = connected.approve_temporarily(self.caller, person)
        return Response({"id": home.pk, "reference": home.reference}, status=201)
