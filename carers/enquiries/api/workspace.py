"""A recruiter's day through the API: today, board, intake, notes, checks, panel, settings, spreadsheets."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.input.errors import Invalid
from accounts.reference.selectors import normal_postcode
from accounts.tenancy.ids import key_of
from carers.applications.selectors.checks import missing_for_decision, waiting_for_applicant
from carers.applications.services import checks, stages
from carers.enquiries.selectors.board import board_of
from carers.enquiries.selectors.lanes import NAMES, Item, Lanes
from carers.enquiries.selectors.today import today_for
from carers.imports import SHEETS
from carers.imports.services.importing import bring_in
from carers.law.reaching import CONTACT_WHEN
from carers.models import Application, Check
from carers.people.api.serializers import ReachableSerializer, WhoseFilters, normal
from carers.people.selectors.people import duplicates_of
from carers.people.services.enquiries import take_enquiry

PAGE = 50


class TakeSerializer(ReachableSerializer):
    """An enquiry taken by telephone or at an event; an e-mail address or a telephone number is needed."""

    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=["telephone", "event", "referral", "other"]
    )
    campaign = serializers.CharField(required=False, default="", allow_blank=True, max_length=100)
    notes = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    contact_when = serializers.ChoiceField(choices=[key for key, _words in CONTACT_WHEN], required=False, default="any")
    may_leave_message = serializers.BooleanField(required=False, default=False)
    spoken = serializers.BooleanField(required=False, default=False)

    def validate_postcode(self, value: str) -> str:
        return normal(normal_postcode, value)


class ReceivedSerializer(serializers.Serializer[Any]):
    check = serializers.UUIDField()
    on = serializers.DateField()
    outcome = serializers.ChoiceField(choices=Check.Outcome.choices)
    number = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)


class RecommendationSerializer(serializers.Serializer[Any]):
    outcome = serializers.CharField()
    minutes_on = serializers.DateField()
    words = serializers.CharField()


def _line(item: Item) -> dict[str, Any]:
    reading = item.reading
    clock = reading and {
        "key": reading.clock.key,
        "label": reading.clock.label,
        "due": reading.due,
        "state": reading.state,
    }
    return {"id": item.pk, "kind": item.page, "name": item.name, "words": item.words, "since": item.since,
            "due": item.due, "owner": item.owner, "clock": clock}  # fmt: skip


class LaneFilters(WhoseFilters):
    page = serializers.IntegerField(required=False, help_text="the first if left out")


class LaneSerializer(serializers.Serializer[Any]):
    """Page `page` of a lane: `count` in all, fifty a page."""

    count = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = serializers.ListField(child=serializers.DictField())


class TodayViewSet(CallerViewSet):
    """What is due, new, stuck and waited for; `whose=mine` for one's own. A lane by its name is the whole of it."""

    capabilities = {"list": "people.read", "retrieve": "people.read"}
    lookup_value_regex = "|".join(NAMES)

    @extend_schema(responses={200: dict}, parameters=[WhoseFilters])
    def list(self, request: Request) -> Response:
        owner = self.caller.user_id if self.filters.get("whose") == "mine" else None
        seen = today_for(self.organisation_id, timezone.now(), owner)
        lanes = {name: [_line(item) for item in getattr(seen, name)] for name in ("due", "arrived", "stuck", "waiting")}
        return Response(lanes | {"counts": seen.counts, "undated_homes": seen.undated})

    @extend_schema(
        operation_id="today_lane",
        responses=LaneSerializer,
        parameters=[LaneFilters, OpenApiParameter("id", str, "path", enum=NAMES)],
    )  # fmt: skip
    def retrieve(self, request: Request, pk: str) -> Response:
        """Every line that the lane's count counts, in its order."""
        owner = self.caller.user_id if self.filters.get("whose") == "mine" else None
        lane = Lanes(self.organisation_id, timezone.now(), owner).lane(pk)
        asked, pages = self.filters.get("page", 1), max(1, -(-lane.count // PAGE))
        if not 1 <= asked <= pages:
            words = _("There are pages 1 to %s.") % pages
            raise Invalid(words, fields={"page": words})
        lines = [_line(item) for item in lane.stretch((asked - 1) * PAGE, PAGE)]
        return Response({"count": lane.count, "page": asked, "pages": pages, "results": lines})


class BoardViewSet(CallerViewSet):
    """Each step with its number, the age of its oldest, and who has waited longest."""

    capabilities = {"list": "people.read"}

    @extend_schema(responses={200: dict})
    def list(self, request: Request) -> Response:
        steps = board_of(self.organisation_id, timezone.now())
        return Response(
            [{"step": step.key, "label": step.label, "count": step.count, "oldest": step.oldest} for step in steps]
        )


class WaitingSerializer(serializers.Serializer[Any]):
    """`what` the applicant is to do, as they will read it; empty once they did."""

    check = serializers.UUIDField()
    what = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)


class IntakeViewSet(CallerViewSet):
    """Enquiries that staff take; the answer names earlier ones that look like the same person."""

    capabilities = {"create": "people.write"}

    @extend_schema(request=TakeSerializer, responses={201: dict})
    @idempotent
    def create(self, request: Request) -> Response:
        facts = valid(TakeSerializer, request)
        spoken = facts.pop("spoken")
        given = {name: facts[name] for name in ("name", "email", "telephone", "postcode")}
        twins = duplicates_of(self.organisation_id, **given)
        enquiry = take_enquiry(self.caller, facts, spoken=spoken)
        body = {"id": enquiry.pk, "state": enquiry.state, "version": enquiry.version}
        return Response(body | {"perhaps_the_same_as": [twin.pk for twin in twins]}, status=201)


class ChecksViewSet(CallerViewSet):
    """The checks of one application (`list`, with what is missing), what arrived (`create`), and what waits for
    the applicant (`waiting`)."""

    capabilities = {"list": "people.read", "create": "people.write", "waiting": "people.write"}

    def _application(self) -> Application:
        key = key_of(self.kwargs["application"])
        found = Application.objects.filter(agency=self.organisation_id, pk__in=[key] if key else [])
        row = found.first()
        if row is None:
            raise Http404
        return row

    @extend_schema(responses={200: dict})
    def list(self, request: Request, application: str) -> Response:
        row = self._application()
        names = ("id", "kind", "person", "about", "asked_on", "chased_on", "due_on", "received_on", "outcome",
                 "renew_on")  # fmt: skip
        waits = waiting_for_applicant(row)
        found = [{**check, "waits_for_applicant": waits.get(check["id"], "")} for check in row.checks.values(*names)]
        return Response({"checks": found, "missing": missing_for_decision(row)})

    @extend_schema(request=WaitingSerializer, responses={200: dict})
    @action(detail=False, methods=["post"])
    @idempotent
    def waiting(self, request: Request, application: str) -> Response:
        """A check needs something of the applicant (`what`), or, where `what` is empty, it came from them."""
        row, given = self._application(), valid(WaitingSerializer, request)
        if not row.checks.filter(pk=given["check"]).exists():
            raise Http404
        if given["what"]:
            checks.wait_for_applicant(self.caller, given["check"], given["what"])
        else:
            checks.applicant_did(self.caller, given["check"])
        return Response({"waiting": {str(key): what for key, what in waiting_for_applicant(row).items()}})

    @extend_schema(request=ReceivedSerializer, responses={200: dict})
    @idempotent
    def create(self, request: Request, application: str) -> Response:
        row, given = self._application(), valid(ReceivedSerializer, request)
        try:
            check: UUID = row.checks.get(pk=given["check"]).pk
        except ObjectDoesNotExist:
            raise Http404 from None
        checks.receive_check(self.caller, check, given["on"], given["outcome"], given["number"])
        row.refresh_from_db()
        return Response({"stage1_complete_on": row.stage1_complete_on, "missing": missing_for_decision(row)})


class RecommendationViewSet(CallerViewSet):
    """What the panel recommends for one application."""

    capabilities = {"create": "people.write"}

    @extend_schema(request=RecommendationSerializer, responses={200: dict})
    @idempotent
    def create(self, request: Request, application: str) -> Response:
        key = key_of(application)
        if key is None or not Application.objects.filter(agency=self.organisation_id, pk=key).exists():
            raise Http404
        row = stages.note_recommendation(self.caller, key, **valid(RecommendationSerializer, request))
        return Response({"id": row.pk, "stage": row.stage, "version": row.version})


class ImportSerializer(serializers.Serializer[Any]):
    """A spreadsheet as text, commas between columns. `dry_run` is true unless said otherwise."""

    text = serializers.CharField(
        max_length=20_000_000, trim_whitespace=False, required=False, default="", allow_blank=True
    )
    dry_run = serializers.BooleanField(required=False, default=True)


class ImportViewSet(CallerViewSet):
    """Bring CSV text in: `{"text": ..., "dry_run": true}`. All or nothing; faults by line and column."""

    capabilities = {"create": "people.write"}

    @extend_schema(request=ImportSerializer, responses={200: dict})
    @idempotent
    def create(self, request: Request, key: str) -> Response:
        if key not in SHEETS:
            raise Http404
        asked = valid(ImportSerializer, request)
        report = bring_in(self.caller, key, asked["text"], asked["dry_run"])
        faults = [{"line": fault.line, "column": fault.column, "words": fault.words} for fault in report.faults]
        return Response(
            {"rows": report.made, "dry_run": report.dry_run, "faults": faults}, status=422 if faults else 200
        )
