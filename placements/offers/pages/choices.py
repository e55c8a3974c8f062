"""What a council chooses: who sees a referral and how much, how long a hold lasts, what counts how much."""

from uuid import UUID

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.pages.access import StaffRequest, needs
from placements.models import MatchRules
from placements.offers.pages.referral import own_referral
from placements.offers.pages.referral_words import sharing_in_words
from placements.pages.asking_page import Question, ask, posted
from placements.placing import services as placing
from placements.referrals.selectors.referrals import services_for
from placements.referrals.services import sharing
from placements.search.forms.settings import LongerForm, MatchRulesForm, ShareForm
from placements.search.services.rules import in_force, set_rules


@needs("referrals.write")
def share_referral(request: StaffRequest, referral_id: UUID) -> HttpResponseBase:
    """Choose services: who is told of the referral, and who reads the full profile."""
    row = own_referral(request, referral_id)
    services = services_for(request.caller, row)
    form = ShareForm(posted(request), agencies=[(str(s.pk), s.words) for s in services])
    said = Question(
        _("Who sees %s?") % row.reference,
        _("Share with those chosen"),
        reverse("referral", args=[referral_id]),
        _("Shared. They see it among their referrals."),
        [
            sharing_in_words(row),
            _("Services that serve your council, your own first. Sharing ends when the referral ends."),
        ],
    )
    return ask(
        request,
        form,
        lambda data: sharing.share(
            request.caller, referral_id, [UUID(pk) for pk in data["agencies"]], data["level"]
        ),
        said,
        ["referral", referral_id],
    )  # fmt: skip


@needs("place")
def hold_longer(request: StaffRequest, referral_id: UUID, household_id: UUID) -> HttpResponseBase:
    own_referral(request, referral_id)
    said = Question(
        _("Hold longer"),
        _("Hold longer"),
        reverse("home_for_referral", args=[referral_id, household_id]),
        _("The hold lasts longer now."),
        [_("A hold lasts 24 hours at most, counted from when it was made.")],
    )
    return ask(
        request,
        LongerForm(posted(request)),
        lambda data: placing.extend(request.caller, referral_id, household_id, data["hours"]),
        said,
        ["home_for_referral", referral_id, household_id],
    )


@needs("match_rules.write")
def match_rules(request: StaffRequest) -> HttpResponseBase:
    """Weights and bounds, version by version; a kept match holds those it was made with."""
    council = request.caller.organisation_id
    now = in_force(council)
    form = MatchRulesForm(posted(request), rules=now.rules(None))
    said = Question(
        _("What counts how much in matching"),
        _("Use these from now on"),
        reverse("council_today"),
        _("In force from now on. Earlier decisions keep the weights they were made with."),
        template="placements/council/match_rules.html",
    )
    versions = MatchRules.objects.filter(council=council).select_related("made_by").order_by("-version")
    return ask(
        request,
        form,
        lambda data: set_rules(request.caller, **form.settings()),
        said,
        ["match_rules"],
        versions=versions[:20],
        now=now,
    )
