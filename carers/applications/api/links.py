"""Links sent to people, and coming back, through the API: what the pages of a link do, without the pages."""

from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.pages.signing_in import sign_in
from accounts.api.reading import valid
from accounts.api.views import UUID_IN_PATH, CallerViewSet
from accounts.pages.limits import allowed
from accounts.tenancy.scopes import scope
from carers.applications.api import my_application_serializers as shapes
from carers.applications.api.form_answers import body_of, checked, form_data, object_of, refuse_strangers
from carers.applications.forms.my_application import ANSWERS
from carers.applications.services import coming_back, respondents
from carers.models import Application
from carers.people.services import inviting
from carers.texts.values import to_stored


class LinkViewSet(CallerViewSet):
    """Links sent to people: an invitation opens an application, a respondent's takes one answer, a way back is sent."""

    serializer_class = shapes.LinkSerializer
    queryset = Application.objects.none()
    capabilities = {"invitation": "public", "respondent": "public", "way_back": "public"}

    @extend_schema(request=shapes.AddressSerializer, responses={202: shapes.LinkSerializer})
    @action(detail=False, methods=["post"], url_path="way-back")
    def way_back(self, request: Request) -> Response:
        """Have a link sent to what was begun: the same answer, after the same work, for every address."""
        address = coming_back.to_address(valid(shapes.AddressSerializer, request)["address"])
        coming_back.guard_ways_back(request._request)
        if allowed("way-back", address, 5, 3600):
            coming_back.ask_way_back(address)
        words = _("If we know this address or number, a link is on its way to it.")
        return Response({"opened": False, "words": words}, status=202)

    @extend_schema(request=shapes.ClaimSerializer, responses=shapes.LinkSerializer)
    @action(detail=False, methods=["post"], url_path=f"invitations/(?P<agency>{UUID_IN_PATH})/(?P<secret>[\\w-]+)")
    def invitation(self, request: Request, agency: str, secret: str) -> Response:
        """Spend an invitation: signs this session in as the person invited.

        One that came by text needs `email`, and sends a link to it (202). Staff sign in first (409).
        """
        coming_back.guard_opening(request._request)
        email = valid(shapes.ClaimSerializer, request)["email"]
        claimed = inviting.claim(UUID(agency), secret, email, request._request.user.pk)
        if claimed.user is None:
            return Response({"opened": False, "words": _("A link is on its way to the address you gave.")}, status=202)
        if claimed.user != request._request.user:
            sign_in(request._request, claimed.user, reverse("apply", args=[claimed.form_id]))
        if not request._request.user.is_authenticated:
            return Response({"opened": True, "words": _("Sign in with your second factor to go on.")})
        return Response({"opened": True, "words": _("You are signed in."), "my_application": claimed.form_id})

    @extend_schema(request=shapes.RespondSerializer, responses=shapes.LinkSerializer)
    @action(detail=False, methods=["post"], url_path=f"answers/(?P<agency>{UUID_IN_PATH})/(?P<secret>[\\w-]+)")
    def respondent(self, request: Request, agency: str, secret: str) -> Response:
        """Answer once, or decline; the link is spent with it."""
        sent = body_of(request)
        answers = {} if sent.get("declined") is True else object_of(sent.get("answers", {}), "answers")
        refuse_strangers([name for form in ANSWERS.values() for name in form.base_fields], answers, "answers")
        coming_back.guard_opening(request._request)
        with transaction.atomic(), scope(UUID(agency)):
            row = respondents.find_respondent(UUID(agency), secret)
            if sent.get("declined") is True:
                respondents.decline(row)
            else:
                form = ANSWERS[row.kind]
                respondents.answer(row, to_stored(checked(form(form_data(form, answers, "answers")))))
        return Response({"opened": True, "words": _("Thank you. The link no longer works.")}, status=201)
