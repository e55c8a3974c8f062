"""Acts that enquiries, applications and homes share through the API: moving on, owner, notes, timeline."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from accounts.tenancy.ids import key_of
from carers.law.vocabulary import WithdrawalReason
from carers.people.selectors.timeline import notes_about
from carers.people.selectors.timeline import timeline as timeline_of_agency
from carers.people.services import cases


class MoveSerializer(serializers.Serializer[Any]):
    """Move a row on. `version` is the one that was read; another one is refused as stale."""

    to = serializers.CharField()
    reason = serializers.ChoiceField(choices=WithdrawalReason.choices, required=False, default="")
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class OwnerSerializer(serializers.Serializer[Any]):
    """`owner` is a colleague's id; null takes the owner away."""

    owner = serializers.UUIDField(allow_null=True)


class NoteSerializer(serializers.Serializer[Any]):
    """`confidential` is what somebody else said in confidence: a subject-access export leaves it out."""

    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=20_000)
    confidential = serializers.CharField(required=False, default="", allow_blank=True, max_length=20_000)


class WrittenNoteSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    confidential = serializers.CharField()
    author = serializers.CharField(allow_null=True)
    written_at = serializers.DateTimeField()


class HappeningSerializer(serializers.Serializer[Any]):
    """One line of a timeline, in trade words."""

    at = serializers.DateTimeField()
    words = serializers.CharField()
    who = serializers.CharField()
    text = serializers.CharField()
    confidential = serializers.CharField()


class OwnRow(CallerViewSet):
    """Acts on one row of the caller's organisation; a stranger's is not there."""

    own_model: type[Model]

    def own_row(self, pk: str) -> Any:
        key = key_of(pk)
        rows: Any = self.own_model._default_manager.filter(agency=self.organisation_id)
        found = rows.filter(pk=key).first() if key else None
        if found is None:
            raise Http404
        return found

    def shown(self, key: UUID) -> Response:
        """The row as its own serializer shows it, read again."""
        return Response(self.get_serializer(self.own_row(str(key))).data)


class MoveAct(OwnRow):
    """One guarded step. A refusal says what is missing."""

    move_serializer: type[serializers.Serializer[Any]] = MoveSerializer

    def advance(self, key: UUID, asked: dict[str, Any]) -> Model:
        raise NotImplementedError

    @action(detail=True, methods=["post"])
    @idempotent
    def move(self, request: Request, pk: str) -> Response:
        asked, key = valid(self.move_serializer, request), self.own_row(pk).pk
        try:
            self.advance(key, asked)
        except ObjectDoesNotExist:
            raise Http404 from None
        return self.shown(key)


class NoteActs(OwnRow):
    @extend_schema(responses=WrittenNoteSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def notes(self, request: Request, pk: str) -> Response:
        return Response([_note(note) for note in notes_about([self.own_row(pk).pk])])

    @extend_schema(request=NoteSerializer, responses={201: WrittenNoteSerializer})
    @notes.mapping.post
    @idempotent
    def add_note(self, request: Request, pk: str) -> Response:
        row = self.own_row(pk)
        return Response(_note(cases.write_note(self.caller, row, **valid(NoteSerializer, request))), status=201)

    @extend_schema(responses=HappeningSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def timeline(self, request: Request, pk: str) -> Response:
        seen = timeline_of_agency(self.organisation_id, self.own_row(pk).pk)
        return Response(HappeningSerializer(seen, many=True).data)


def _note(note: Any) -> dict[str, Any]:
    return {"id": note.pk, "text": note.text, "confidential": note.confidential, "written_at": note.written_at,
            "author": note.author.name if note.author else None}  # fmt: skip


class OwnerAct(OwnRow):
    @extend_schema(request=OwnerSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def owner(self, request: Request, pk: str) -> Response:
        """Give the case to a colleague, or to nobody."""
        row = self.own_row(pk)
        cases.assign(self.caller, row, valid(OwnerSerializer, request)["owner"])
        return self.shown(row.pk)
