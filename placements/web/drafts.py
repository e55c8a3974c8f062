"""A new referral in parts: each is saved when it is sent, so that a browser that dies costs one page at most."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.errors import ServiceError, Stale
from accounts.web.access import CallerRequest, needs
from carers.answers import in_words
from placements.forms.drafts import PART_FORMS, PART_TITLES, DraftChildForm, PartForm, child_forms
from placements.models import Referral, ReferralDraft
from placements.services import drafting
from placements.web.asking_page import failed, posted
from placements.web.one_more import changed, unfinished
from placements.words import NEED_WORDS

MOST_VERSIONS = 6  # digits


@needs("referrals.write")
def new_referral(request: CallerRequest) -> HttpResponseBase:
    """The first part; nothing is kept before it is sent."""
    return _part(request, None, "who")


def own_draft(request: CallerRequest, draft_id: UUID) -> ReferralDraft:
    return get_object_or_404(ReferralDraft, pk=draft_id, council=request.caller.organisation_id)


@needs("referrals.write")
def draft_part(request: CallerRequest, draft_id: UUID, part: str) -> HttpResponseBase:
    if part not in PART_FORMS:
        raise Http404
    return _part(request, own_draft(request, draft_id), part)


def _part(request: CallerRequest, draft: ReferralDraft | None, part: str) -> HttpResponseBase:
    answers, sent = draft.answers if draft else {}, posted(request)
    form = PART_FORMS[part](sent, answers=answers)
    children = child_forms(sent, answers) if part == "who" else None
    version, newer, status = draft.versions.get(part, 0) if draft else 0, None, 200
    if sent is not None and children is not None and (other := changed(sent)) is not None:
        children, version = child_forms(other, answers), _version(sent)
        status = unfinished(form, children)
    elif sent is not None:
        version, status = _version(sent), 422
        if form.is_valid() and (children is None or children.is_valid()):
            try:
                kept = drafting.save_part(
                    request.caller, draft.pk if draft else None, part, _stored(form, children), version
                )
            except Stale as stale:
                form.add_error(None, stale.message)
                assert draft is not None
                version, newer, status = draft.versions.get(part, 0), part_in_words(draft, part), stale.status
            except ServiceError as refused:
                failed(form, refused)
            else:
                return _onward(kept, part, later="later" in sent)
    context = {
        "page_title": PART_TITLES[part], "form": form, "children": children, "draft": draft, "version": version,
        "newer": newer, "number": drafting.PARTS.index(part) + 1, "of": len(drafting.PARTS),
    }  # fmt: skip
    return render(request, "placements/council/draft_part.html", context, status=status)


def _version(sent: QueryDict) -> int:
    text = sent.get("version", "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_VERSIONS else 0


def _stored(form: PartForm, children: "BaseFormSet[DraftChildForm] | None") -> dict[str, Any]:
    if children is None:
        return form.stored()
    return form.stored() | {"children": [child.stored() for child in children if child.cleaned_data]}


def _onward(draft: ReferralDraft, part: str, later: bool) -> HttpResponseBase:
    """To the next part that is not there yet; after the last one, or where somebody stops, to all answers."""
    rest = [one for one in drafting.PARTS[drafting.PARTS.index(part) + 1 :] if one not in draft.answers]
    if rest and not later:
        return redirect("draft_part", draft.pk, rest[0])
    return redirect("draft", draft.pk)


def part_in_words(draft: ReferralDraft, part: str) -> list[tuple[str, Any]]:
    """(question, answer) of one part, as people read it."""
    kept = draft.answers[part]
    rows = in_words(PART_FORMS[part], kept)
    for number, child in enumerate(kept.get("children", []), 1):
        asked = in_words(DraftChildForm, child)
        rows.append((_("Child %(n)s") % {"n": number}, [f"{question}: {answer}" for question, answer in asked]))
    for reference, chosen in kept.get("needs", {}).items():
        said = (
            _("not known yet")
            if chosen is None
            else ", ".join(str(NEED_WORDS.get(need, need)) for need in chosen) or _("none")
        )
        rows.append((_("Needs of %(child)s") % {"child": reference}, said))
    return rows


@needs("referrals.write")
def draft(request: CallerRequest, draft_id: UUID) -> HttpResponseBase:
    """All answers with a way to change each; the button opens the referral."""
    row = own_draft(request, draft_id)
    if request.method == "POST":
        try:
            made = drafting.open_draft(request.caller, draft_id)
        except ServiceError as refused:
            messages.error(request, refused.message)
            return redirect("draft", draft_id)
        words = _("The referral is open. Here are homes in order.")
        if made.screen == Referral.Screen.WAITING:
            words = _("The referral is open. It is not shared yet: look at the free text first.")
        messages.success(request, words)
        return redirect("referral", made.pk)
    parts = [
        {
            "key": part, "title": title, "there": part in row.answers, "needed": part in drafting.NEEDED,
            "answers": part_in_words(row, part) if part in row.answers else [],
        }
        for part, title in PART_TITLES.items()
    ]  # fmt: skip
    left = drafting.missing(row)
    context = {
        "page_title": _("Check %s") % row.reference, "draft": row, "parts": parts, "missing": left,
        "left": ngettext("%(num)s part is needed before you open it.", "%(num)s parts are needed before you open it.",
                         len(left)) % {"num": len(left)},
    }  # fmt: skip
    return render(request, "placements/council/draft.html", context)


@needs("referrals.write")
@require_POST
def remove_draft(request: CallerRequest, draft_id: UUID) -> HttpResponseBase:
    own_draft(request, draft_id)
    drafting.remove_draft(request.caller, draft_id)
    messages.success(request, _("The draft is gone. Nobody else had seen it."))
    return redirect("referrals")
