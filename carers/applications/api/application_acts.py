"""What an application's page does, through the API: checks, panel, comments, the 28 days' route, pause."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from carers.applications.papers import paper_of
from carers.applications.services import applications, checks, personal_checks, stages
from carers.models import Application, Check
from carers.people.api.acts import MoveSerializer, OwnRow
from carers.people.api.serializers import ApplicationSerializer


class ApplicationMoveSerializer(MoveSerializer):
    """`reason` is a withdrawal code; `words` the reasons of a brief report, a determination or a refusal."""

    words = serializers.CharField(required=False, default="", allow_blank=True, max_length=20_000)


class AskCheckSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Check.Kind.choices)
    person = serializers.CharField(max_length=200, help_text="about whom, or from whom")


class CheckSerializer(serializers.Serializer[Any]):
    check = serializers.UUIDField()


class JudgeSerializer(serializers.Serializer[Any]):
    check = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Check.Outcome.choices)


class WhoseSerializer(serializers.Serializer[Any]):
    check = serializers.UUIDField()
    person = serializers.UUIDField(help_text="somebody whom the application names")


class PanelSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()
    papers_sent_on = serializers.DateField(required=False, allow_null=True, default=None)


class OnSerializer(serializers.Serializer[Any]):
    on = serializers.DateField()


class RouteSerializer(serializers.Serializer[Any]):
    route = serializers.ChoiceField(choices=Application.Route.choices)


class PauseReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class ApplicationActs(OwnRow):
    """Each act is the service that the page calls; a refusal says what is missing."""

    own_model = Application

    @extend_schema(responses={200: dict})
    @action(detail=True, methods=["get"], url_path="papers/(?P<paper>[a-z-]+)", pagination_class=None)
    def paper(self, request: Request, pk: str, paper: str) -> Response:
        """front-sheet, panel-pack or approval-notice: facts, sections of sentences and tables."""
        row = self.get_queryset().select_related("household", "enquiry__sector__council").filter(pk=pk).first()
        made = paper_of(paper, row, self.caller.organisation.name, timezone.now()) if row else None
        if made is None:
            raise Http404
        return Response(made.as_data())

    @extend_schema(request=AskCheckSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="ask-check")
    @idempotent
    def ask_check(self, request: Request, pk: str) -> Response:
        row = self.own_row(pk)
        checks.add_check(self.caller, row, **valid(AskCheckSerializer, request))
        return self.shown(row.pk)

    @extend_schema(request=CheckSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="chase-check")
    @idempotent
    def chase_check(self, request: Request, pk: str) -> Response:
        row = self.own_row(pk)
        try:
            check = row.checks.get(pk=valid(CheckSerializer, request)["check"])
        except ObjectDoesNotExist:
            raise Http404 from None
        checks.chase_check(self.caller, check.pk)
        return self.shown(row.pk)

    @extend_schema(request=JudgeSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="judge-check")
    @idempotent
    def judge_check(self, request: Request, pk: str) -> Response:
        """What a reference that came by link amounts to."""
        row, asked = self.own_row(pk), valid(JudgeSerializer, request)
        checks.judge_check(self.caller, _there(row.checks, asked["check"]), asked["outcome"])
        return self.shown(row.pk)

    @extend_schema(request=WhoseSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="whose-check")
    @idempotent
    def whose_check(self, request: Request, pk: str) -> Response:
        """Whose a check is that was asked for before people were named."""
        row, asked = self.own_row(pk), valid(WhoseSerializer, request)
        person = _there(row.people.filter(left_on=None), asked["person"])
        personal_checks.say_whose(self.caller, _there(row.checks, asked["check"]), person)
        return self.shown(row.pk)

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"], url_path="ask-missing")
    @idempotent
    def ask_missing(self, request: Request, pk: str) -> Response:
        """Ask for every check that somebody named needs and nobody asked for."""
        return self.shown(personal_checks.ask_missing(self.caller, self.own_row(pk).pk).pk)

    @extend_schema(request=PanelSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def panel(self, request: Request, pk: str) -> Response:
        """The panel's day; its papers go five working days ahead."""
        return self.shown(stages.plan_panel(self.caller, self.own_row(pk).pk, **valid(PanelSerializer, request)).pk)

    @extend_schema(request=OnSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def comments(self, request: Request, pk: str) -> Response:
        """The applicant's comments on a brief report arrived."""
        return self.shown(stages.note_comments(self.caller, self.own_row(pk).pk, **valid(OnSerializer, request)).pk)

    @extend_schema(request=RouteSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def route(self, request: Request, pk: str) -> Response:
        """Representations or the Independent Review Mechanism: one of them, within the 28 days."""
        return self.shown(stages.choose_route(self.caller, self.own_row(pk).pk, **valid(RouteSerializer, request)).pk)

    @extend_schema(request=PauseReasonSerializer, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def pause(self, request: Request, pk: str) -> Response:
        """Stops showing as stuck; the law's clocks run on."""
        return self.shown(
            applications.pause(self.caller, self.own_row(pk).pk, **valid(PauseReasonSerializer, request)).pk
        )

    @extend_schema(request=None, responses=ApplicationSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def resume(self, request: Request, pk: str) -> Response:
        return self.shown(applications.resume(self.caller, self.own_row(pk).pk).pk)


def _there(rows: Any, key: UUID) -> UUID:
    """The key of one of these rows. Raises Http404."""
    if not rows.filter(pk=key).exists():
        raise Http404
    return key
