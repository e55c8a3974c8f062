"""What a council does about its shortage, through the API: work out, what-ifs, campaign targets, returns."""

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from carers.applications.api.form_answers import body_of
from placements.models import CampaignTarget, Return, Scenario, ShortageJob
from placements.shortages.forms.shortages import ScenarioForm
from placements.shortages.selectors.snapshots import newest_job
from placements.shortages.selectors.targets import Progress, targets_of_agency, targets_of_council
from placements.shortages.services import jobs, returns, scenarios, targets, uploads
from placements.shortages.services.uploads import MOST_FILES


class JobSerializer(serializers.ModelSerializer[ShortageJob]):
    """`done` of `total` steps; `step` in words."""

    class Meta:
        model = ShortageJob
        fields = ("id", "state", "step", "done", "total", "reason", "asked_at", "moved_at")
        read_only_fields = fields


class ShortageJobViewSet(CallerViewSet):
    """The newest working-out of the council's figures and how far it is; POST asks for another."""

    serializer_class = JobSerializer
    capabilities = {"list": "shortages.read", "create": "shortages.write"}

    @extend_schema(responses={200: JobSerializer, 204: None})
    def list(self, request: Request) -> Response:
        job = newest_job(self.organisation_id)
        return Response(JobSerializer(job).data) if job else Response(status=204)

    @extend_schema(request=None, responses={202: JobSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        if self.caller.organisation is None or not self.caller.organisation.area_id:
            raise Http404
        return Response(JobSerializer(jobs.ask(self.caller)).data, status=202)


class ScenarioSerializer(serializers.ModelSerializer[Scenario]):
    """`points`: [10%, 50%, 90%, chance of any shortage] for each of 24 months."""

    class Meta:
        model = Scenario
        fields = (
            "id", "name", "homes", "places", "youngest", "oldest", "fewer_exits", "entries", "as_of", "points",
        )  # fmt: skip
        read_only_fields = ("as_of", "points")
        validators: list[Any] = []


class ScenarioViewSet(CallerViewSet):
    """What-ifs: tried through the same draws as the forecast, saved, worked out again."""

    serializer_class = ScenarioSerializer
    queryset = Scenario.objects.none()
    capabilities = {
        "list": "shortages.read", "create": "shortages.write", "destroy": "shortages.write",
        "recompute": "shortages.write",
    }  # fmt: skip

    @extend_schema(responses=ScenarioSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = Scenario.objects.filter(council=self.organisation_id).order_by("name")
        return Response(ScenarioSerializer(rows, many=True).data)

    @extend_schema(request=ScenarioSerializer, responses={201: ScenarioSerializer})
    @idempotent
    def create(self, request: Request) -> Response:
        form = ScenarioForm(data=_DEFAULTS | body_of(request))
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(one) for one in found] for name, found in form.errors.items()}
            )
        facts = dict(form.cleaned_data)
        row = scenarios.save(self.caller, facts.pop("name"), facts)
        return Response(ScenarioSerializer(row).data, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        try:
            scenarios.remove(self.caller, UUID(pk))
        except Scenario.DoesNotExist:
            raise Http404 from None
        return Response(status=204)

    @extend_schema(request=None, responses=ScenarioSerializer(many=True))
    @action(detail=False, methods=["post"])
    @idempotent
    def recompute(self, request: Request) -> Response:
        """Every saved what-if on what is known today."""
        if self.caller.organisation is None or not self.caller.organisation.area_id:
            raise Http404
        return Response(ScenarioSerializer(scenarios.renew(self.caller), many=True).data)


_DEFAULTS = {"homes": 0, "places": 2, "youngest": 0, "oldest": 17, "fewer_exits": 0, "entries": 0}


class HandOverSerializer(serializers.Serializer[Any]):
    """Codes of profiles in the newest campaign list, and the services to ask."""

    profiles = serializers.ListField(child=serializers.CharField(max_length=80), max_length=50)
    agencies = serializers.ListField(child=serializers.UUIDField(), max_length=50)
    message = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


class TargetSerializer(serializers.ModelSerializer[CampaignTarget]):
    class Meta:
        model = CampaignTarget
        fields = (
            "id", "council", "agency", "profile", "near", "age_min", "age_max", "places", "kinds", "skills", "homes",
            "state", "as_of", "message",
        )  # fmt: skip
        read_only_fields = fields


def _told(one: Progress, own: bool) -> dict[str, Any]:
    """The council reads how many children it is about; others read it as the page tells it."""
    children: Any = one.target.children if own else one.children_told
    return {**TargetSerializer(one.target).data, "approved_since": one.approved, "children": children}


class _Targets(CallerViewSet):
    serializer_class = TargetSerializer

    def _move(self, pk: str, verb: str) -> Response:
        try:
            target = targets.move(self.caller, UUID(pk), verb)
        except CampaignTarget.DoesNotExist:
            raise Http404 from None
        return Response(TargetSerializer(target).data)

    @extend_schema(request=None, responses=TargetSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def met(self, request: Request, pk: str) -> Response:
        return self._move(pk, "met")


class TargetViewSet(_Targets):
    """Homes that the council asked services to recruit; POST hands lines of the campaign list over."""

    capabilities = {
        "list": "shortages.read", "create": "shortages.write", "met": "shortages.write", "close": "shortages.write",
    }  # fmt: skip

    @extend_schema(responses={200: dict})
    def list(self, request: Request) -> Response:
        return Response([_told(one, own=True) for one in targets_of_council(self.organisation_id)])

    @extend_schema(request=HandOverSerializer, responses={201: TargetSerializer(many=True)})
    @idempotent
    def create(self, request: Request) -> Response:
        found = valid(HandOverSerializer, request)
        made = targets.hand_over(self.caller, found["agencies"], found["profiles"], found["message"])
        return Response(TargetSerializer(made, many=True).data, status=201)

    @extend_schema(request=None, responses=TargetSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def close(self, request: Request, pk: str) -> Response:
        return self._move(pk, "close")


class AskedTargetViewSet(_Targets):
    """Homes that councils ask this fostering service to recruit."""

    capabilities = {"list": "people.read", "take_up": "people.write", "met": "people.write"}

    @extend_schema(responses={200: dict})
    def list(self, request: Request) -> Response:
        return Response([_told(one, own=False) for one in targets_of_agency(self.organisation_id)])

    @extend_schema(request=None, responses=TargetSerializer)
    @action(detail=True, methods=["post"], url_path="take-up")
    @idempotent
    def take_up(self, request: Request, pk: str) -> Response:
        return self._move(pk, "take_up")


class ReturnSerializer(serializers.ModelSerializer[Return]):
    """`findings`: file, line, column, code, what is wrong and what to do; no value of a row."""

    class Meta:
        model = Return
        fields = (
            "id", "state", "files", "children", "episodes_kept", "rows_read", "rows_rejected", "words", "findings",
            "reconciliation", "notes", "uploaded_at",
        )  # fmt: skip


class ReturnFilesSerializer(serializers.Serializer[Any]):
    tables = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=MOST_FILES, allow_empty=False,
        error_messages={"required": "Choose the files of the return: Episodes and Header.",
                        "empty": "Choose the files of the return: Episodes and Header."},
    )  # fmt: skip
    year = serializers.IntegerField(
        required=False, allow_null=True, default=None,
        help_text="the year it ends in, like 2025", error_messages={"invalid": "Write the year like 2025."},
    )  # fmt: skip


class ReturnViewSet(CallerViewSet):
    """SSDA903 returns of the council; POST takes one in (multipart, field `tables`: CSV files or a ZIP;
    `year` where the files do not say which year it ends in)."""

    serializer_class = ReturnSerializer
    parser_classes = [MultiPartParser]
    capabilities = {"list": "shortages.write", "retrieve": "shortages.write", "create": "shortages.write"}

    def _rows(self) -> Any:
        return Return.objects.filter(council=self.organisation_id).order_by("-uploaded_at")

    @extend_schema(responses=ReturnSerializer(many=True))
    def list(self, request: Request) -> Response:
        rows = ReturnSerializer(self._rows()[:20], many=True).data
        return Response([{**row, "findings": len(row["findings"])} for row in rows])

    @extend_schema(responses=ReturnSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        row = self._rows().filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(ReturnSerializer(row).data)

    @extend_schema(
        request={"multipart/form-data": ReturnFilesSerializer}, responses={201: ReturnSerializer, 422: ReturnSerializer}
    )
    def create(self, request: Request) -> Response:
        """201 for an accepted return, 422 with the same report for a refused one. `year`: the year it ends in, where
        the names of files or folders do not say."""
        sent = valid(ReturnFilesSerializer, request)
        row = returns.take_in(self.caller, uploads.sources_of(sent["tables"]), sent["year"])
        return Response(ReturnSerializer(row).data, status=201 if row.state == Return.State.ACCEPTED else 422)
