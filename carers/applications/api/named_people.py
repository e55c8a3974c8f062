"""Who an application is about, for programs of the agency: the acts of the page."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.fields import DayField, NameField
from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import UUID_IN_PATH, CallerViewSet
from accounts.input.days import DONE
from accounts.tenancy.ids import key_of
from carers.applications.selectors.checks import missing_for_decision
from carers.applications.selectors.named_people import everybody_is_named, people_of
from carers.applications.services import naming
from carers.models import Application, ApplicationPerson


class NamePersonSerializer(serializers.Serializer[Any]):
    """No `birth_date`: it is not known. Whoever lives there then waits for it, before stage 1 can be complete."""

    role = serializers.ChoiceField(choices=ApplicationPerson.Role.choices)
    name = NameField(max_length=200)
    birth_date = DayField(required=False, allow_null=True, default=None, span=DONE)


class CorrectPersonSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    name = NameField(max_length=200, required=False)
    birth_date = DayField(required=False, allow_null=True, span=DONE)


class NamedPersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(allow_null=True, help_text="null: named in the form, not written yet")
    role = serializers.ChoiceField(choices=ApplicationPerson.Role.choices)
    name = serializers.CharField()
    birth_date = DayField(allow_null=True)


class NamedPeopleSerializer(serializers.Serializer[Any]):
    people = NamedPersonSerializer(many=True)
    everybody_named = serializers.BooleanField()
    missing = serializers.ListField(child=serializers.CharField())


class NamedPeopleViewSet(CallerViewSet):
    """Applicants, household members and referees of one application. Each answer is the whole list."""

    queryset = ApplicationPerson.objects.none()
    serializer_class = NamedPeopleSerializer
    capabilities = {"list": "people.read"} | dict.fromkeys(
        ("create", "partial_update", "destroy", "complete"), "people.write"
    )

    def _application(self) -> Application:
        key = key_of(self.kwargs["application"])
        row = Application.objects.filter(agency=self.organisation_id, pk__in=[key] if key else []).first()
        if row is None:
            raise Http404
        return row

    def _person(self, pk: str) -> ApplicationPerson:
        try:
            return ApplicationPerson.objects.get(pk=pk, application=self._application(), left_on=None)
        except ObjectDoesNotExist:
            raise Http404 from None

    def _told(self, status: int = 200) -> Response:
        row = self._application()
        people = [
            {
                "id": None if person._state.adding else person.pk,
                "role": person.role,
                "name": person.name,
                "birth_date": person.birth_date,
            }
            for person in people_of(row)
        ]
        told = {"people": people, "everybody_named": everybody_is_named(row), "missing": missing_for_decision(row)}
        return Response(NamedPeopleSerializer(told).data, status=status)

    @extend_schema(operation_id="applications_people", responses=NamedPeopleSerializer)
    def list(self, request: Request, application: str) -> Response:
        return self._told()

    @extend_schema(request=NamePersonSerializer, responses={201: NamedPeopleSerializer})
    @idempotent
    def create(self, request: Request, application: str) -> Response:
        naming.name_person(self.caller, self._application().pk, **valid(NamePersonSerializer, request))
        return self._told(201)

    @extend_schema(request=CorrectPersonSerializer, responses=NamedPeopleSerializer)
    def partial_update(self, request: Request, application: str, pk: str) -> Response:
        person, asked = self._person(pk), valid(CorrectPersonSerializer, request)
        kept = {"name": person.name, "birth_date": person.birth_date}
        naming.correct_person(self.caller, person.pk, **(kept | asked))
        return self._told()

    @extend_schema(responses=NamedPeopleSerializer)
    def destroy(self, request: Request, application: str, pk: str) -> Response:
        """Off the list from today: open checks are dropped, what was received stays."""
        key: UUID = self._person(pk).pk
        naming.take_off(self.caller, key)
        return self._told()

    @extend_schema(request=None, responses=NamedPeopleSerializer)
    @action(detail=False, methods=["post"])
    @idempotent
    def complete(self, request: Request, application: str) -> Response:
        """All who apply and all who live there are named."""
        naming.everybody_named(self.caller, self._application().pk)
        return self._told()


PEOPLE_PATH = f"applications/(?P<application>{UUID_IN_PATH})/people"
