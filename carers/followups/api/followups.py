"""Follow-ups through the API: kinds, words, previews, dry runs, tasks, the log, sending hours."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.idempotency import idempotent
from accounts.api.reading import valid
from accounts.api.views import CallerViewSet
from carers.followups.api import followup_serializers as shapes
from carers.followups.selectors import followups as selectors
from carers.followups.services import editing, previewing
from carers.followups.services.seeding import Book, book_of
from carers.followups.services.settling import settle_task

READ, WRITE = "followups.read", "followups.write"


class FollowUpKindViewSet(CallerViewSet):
    """Kinds of follow-up at your agency, by key. Words and timing are those of a kind's steps."""

    serializer_class = shapes.KindSerializer
    lookup_field = "key"
    lookup_value_regex = "[a-z0-9_]+"
    capabilities = {
        "list": READ, "retrieve": READ, "preview": READ, "dry_run": READ, "effect": READ,
        "switch": WRITE, "words": WRITE, "timing": WRITE,
    }  # fmt: skip

    def _book(self, key: str = "") -> Book:
        book = book_of(self.organisation_id)
        if key and key not in book.kinds:
            raise Http404
        return book

    def _step(self, book: Book, key: str, step: str) -> str:
        row = book.rows.get(step)
        if row is None or row.kind_id != book.kinds[key].pk:
            raise Http404
        return step

    @extend_schema(responses=shapes.KindSerializer(many=True))
    def list(self, request: Request) -> Response:
        """All kinds, in the order of a person's way."""
        book = self._book()
        kinds = sorted(book.kinds.values(), key=lambda kind: kind.position)
        return Response(shapes.KindSerializer(kinds, many=True, context={"book": book}).data)

    @extend_schema(responses=shapes.KindSerializer)
    def retrieve(self, request: Request, key: str) -> Response:
        book = self._book(key)
        return Response(shapes.KindSerializer(book.kinds[key], context={"book": book}).data)

    @extend_schema(request=shapes.SwitchSerializer, responses=shapes.KindSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def switch(self, request: Request, key: str) -> Response:
        """On, or off: then nothing new is written and nothing that waits goes."""
        self._book(key)
        asked = valid(shapes.SwitchSerializer, request)
        editing.switch(self.caller, key, asked["is_on"])
        return self.retrieve(request, key)

    @extend_schema(request=shapes.WordsSerializer, responses=shapes.WordsSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def words(self, request: Request, key: str) -> Response:
        """Write a new version of a step's words; 422 names what is wrong with them, field by field."""
        asked = valid(shapes.WordsSerializer, request)
        step = self._step(self._book(key), key, asked["step"])
        words = editing.NewWords(asked["title"], asked["body"], asked["text"])
        saved = editing.change_words(self.caller, step, words, asked["version"])
        return Response(shapes.WordsSerializer(saved).data)

    @extend_schema(request=shapes.TimingSerializer, responses=shapes.KindSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def timing(self, request: Request, key: str) -> Response:
        """Move a step. Who had it does not get it again."""
        asked = valid(shapes.TimingSerializer, request)
        step = self._step(self._book(key), key, asked["step"])
        editing.change_timing(self.caller, step, asked["amount"], asked["at"])
        return self.retrieve(request, key)

    @extend_schema(parameters=[shapes.PreviewFilters], responses=shapes.PreviewSerializer)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, key: str) -> Response:
        """A step's words as one person would read them; the newest open enquiry where none is named."""
        book = self._book(key)
        first = next(row.key for row in book.rows.values() if row.kind_id == book.kinds[key].pk)
        step = self._step(book, key, self.filters.get("step", first))
        shown = previewing.preview(self.caller, step, self.filters.get("person"))
        return Response(shapes.PreviewSerializer(asdict(shown)).data)

    @extend_schema(responses=shapes.DryRunSerializer)
    @action(detail=True, methods=["get"], url_path="dry-run")
    def dry_run(self, request: Request, key: str) -> Response:
        """Who would get it on the next sending day, and why others would not. Nothing is written."""
        self._book(key)
        moment, lines = previewing.dry_run(self.caller, key)
        return Response(shapes.DryRunSerializer({"at": moment, "people": [asdict(line) for line in lines]}).data)

    @extend_schema(parameters=[shapes.StepFilters], responses=shapes.EffectSerializer(many=True))
    @action(detail=True, methods=["get"])
    def effect(self, request: Request, key: str) -> Response:
        """What the words in force achieved, beside those before."""
        book = self._book(key)
        first = next(row.key for row in book.rows.values() if row.kind_id == book.kinds[key].pk)
        step = self._step(book, key, self.filters.get("step", first))
        found = selectors.effects(self.organisation_id, step)
        return Response(shapes.EffectSerializer([asdict(row) for row in found], many=True).data)


@extend_schema_view(list=extend_schema(parameters=[shapes.FollowUpFilters]))
class FollowUpViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, CallerViewSet):
    """What was owed to whom, and what became of it. ?state=task lists what waits for a person to do."""

    serializer_class = shapes.FollowUpSerializer
    capabilities = {"list": READ, "retrieve": READ, "settle": WRITE}

    def get_queryset(self) -> Any:
        found = selectors.log(self.organisation_id, self.filters.get("kind", ""))
        named = {"state": self.filters.get("state"), "person_id": self.filters.get("person")}
        return found.filter(**{name: value for name, value in named.items() if value})

    @extend_schema(request=shapes.SettleSerializer, responses=shapes.FollowUpSerializer)
    @action(detail=True, methods=["post"])
    @idempotent
    def settle(self, request: Request, pk: str) -> Response:
        """Close a task: spoke, no_answer, left_message, dealt_with."""
        asked = valid(shapes.SettleSerializer, request)
        try:
            row = settle_task(self.caller, UUID(pk), asked["outcome"], asked["note"])
        except ObjectDoesNotExist:
            raise Http404 from None
        return Response(shapes.FollowUpSerializer(row).data)


class SendingHoursViewSet(CallerViewSet):
    """When messages of your agency may go, in London hours."""

    serializer_class = shapes.SendingHoursSerializer
    capabilities = {"list": READ, "create": WRITE}

    @extend_schema(responses=shapes.SendingHoursSerializer)
    def list(self, request: Request) -> Response:
        return Response(shapes.SendingHoursSerializer(editing.settings_of(self.organisation_id)).data)

    @extend_schema(request=shapes.SendingHoursSerializer, responses=shapes.SendingHoursSerializer)
    @idempotent
    def create(self, request: Request) -> Response:
        asked = valid(shapes.SendingHoursSerializer, request)
        return Response(shapes.SendingHoursSerializer(editing.set_hours(self.caller, **asked)).data)
