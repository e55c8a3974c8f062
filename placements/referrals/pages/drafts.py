"""A new referral in parts: each is saved when it is sent, so that a browser that dies costs one page at most."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.forms import BaseFormSet, Form
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.input.errors import Gone, ServiceError, Stale
from accounts.pages.access import StaffRequest, needs
from carers.texts.values import in_words, one_line
from placements.models import Referral, ReferralDraft
from placements.pages.asking_page import failed, posted
from placements.pages.one_more import changed, unfinished
from placements.referrals.forms.drafts import (
    PART_FORMS,
    PART_TITLES,
    DraftChildForm,
    PartForm,
    child_forms,
    needs_words,
)
from placements.referrals.services import drafting
from placements.referrals.services.draft_needs import in_doubt_words

MOST_VERSIONS = 6  # digits


@needs("referrals.write")
def new_referral(request: StaffRequest) -> HttpResponseBase:
    """The first part; nothing is kept before it is sent."""
    return _part(request, None, "who")


@needs("referrals.write")
def draft_part(request: StaffRequest, draft_id: UUID, part: str) -> HttpResponseBase:
    if part not in PART_FORMS:
        raise Http404
    try:
        return _part(request, drafting.own_draft(request.caller, draft_id), part)
    except ObjectDoesNotExist:
        raise Http404 from None
    except Gone as gone:
        return _too_late(request, part, gone) if request.method == "POST" else _led_on(request, gone)


def _part(request: StaffRequest, draft: ReferralDraft | None, part: str) -> HttpResponseBase:
    """Raises Gone, DoesNotExist where somebody opened or threw the draft away meanwhile."""
    sent, answers = posted(request), draft.answers if draft else {}
    form = PART_FORMS[part](sent, answers=answers)
    children = child_forms(sent, answers) if part == "who" else None
    if sent is None:
        return _page(request, draft, part, form, children, 200)
    if children is not None and (other := changed(sent)) is not None:
        children = child_forms(other, answers)
        return _page(request, draft, part, form, children, unfinished(form, children))
    if form.is_valid() and (children is None or children.is_valid()):
        version, who_version = (_version(sent, name) if draft else 0 for name in ("version", "who_version"))
        try:
            stored, key = _stored(form, children), draft.pk if draft else None
            kept = drafting.save_part(request.caller, key, part, stored, version, who_version)
        except Stale as stale:
            return _overtaken(request, draft, part, stale)
        except Gone:
            raise
        except ServiceError as refused:
            failed(form, refused)
        else:
            return _onward(kept, part, later="later" in sent)
    return _page(request, draft, part, form, children, 422)


def _page(
    request: StaffRequest,
    draft: ReferralDraft | None,
    part: str,
    form: PartForm,
    children: "BaseFormSet[DraftChildForm] | None",
    status: int,
    **more: Any,
) -> HttpResponseBase:
    """A part with what was typed. It carries on the versions that were sent: those that the person has seen."""
    sent, now = posted(request), draft.versions if draft else {}
    seen = now if sent is None else {part: _version(sent, "version"), "who": _version(sent, "who_version")}
    context = {
        "page_title": PART_TITLES[part], "form": form, "children": children, "draft": draft,
        "version": seen.get(part, 0), "who_version": seen.get("who", 0),
        "number": drafting.PARTS.index(part) + 1, "of": len(drafting.PARTS), **more,
    }  # fmt: skip
    return render(request, "placements/council/draft_part.html", context, status=status)


def _overtaken(request: StaffRequest, draft: ReferralDraft | None, part: str, stale: Stale) -> HttpResponseBase:
    """What is there by now beside what was typed, with the versions that are now seen."""
    assert draft is not None  # of what is not there yet no other version can be
    draft, sent = drafting.own_draft(request.caller, draft.pk), posted(request)
    form = PART_FORMS[part](sent, answers=draft.answers)
    children = child_forms(sent, draft.answers) if part == "who" else None
    form.is_valid()
    form.add_error(None, stale.message)
    assert sent is not None
    version, who_version = (draft.versions.get(one, 0) for one in (part, "who"))
    newer = part_in_words(draft, part) if version != _version(sent, "version") else []
    seen = {"newer": newer, "version": version, "who_version": who_version}
    return _page(request, draft, part, form, children, stale.status, **seen)


def _too_late(request: StaffRequest, part: str, gone: Gone) -> HttpResponseBase:
    """Opened or thrown away while somebody wrote: what they typed stands on the page to be copied."""
    sent = posted(request)
    form, children = PART_FORMS[part](sent, answers={}), child_forms(sent, {}) if part == "who" else None
    if children is not None:
        unfinished(form, children)
    form.errors.clear()
    form.add_error(None, gone.message)
    made = reverse("referral", args=[gone.referral]) if isinstance(gone, drafting.DraftOpened) else ""
    return _page(request, None, part, form, children, gone.status, too_late=True, made=made)


def _led_on(request: StaffRequest, gone: Gone) -> HttpResponseBase:
    """To the referral that the draft became; to the words on a draft that was thrown away."""
    if not isinstance(gone, drafting.DraftOpened):
        raise gone
    messages.success(request, gone.message)
    return redirect("referral", gone.referral)


def _version(sent: QueryDict, name: str) -> int:
    text = sent.get(name, "0")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_VERSIONS else 0


def _stored(form: PartForm, children: "BaseFormSet[DraftChildForm] | None") -> dict[str, Any]:
    if children is None:
        return form.stored()
    return form.stored() | {"children": [child.stored() for child in children if child.cleaned_data]}


def _onward(draft: ReferralDraft, part: str, later: bool) -> HttpResponseBase:
    """To the next part that is not there yet; after the last one, or where somebody stops, to all answers. Needs
    that were said of other children come first."""
    if part == "who" and drafting.in_doubt(draft.answers):
        return redirect("draft_part", draft.pk, "needs")
    rest = [one for one in drafting.PARTS[drafting.PARTS.index(part) + 1 :] if one not in draft.answers]
    if rest and not later:
        return redirect("draft_part", draft.pk, rest[0])
    return redirect("draft", draft.pk)


def part_in_words(draft: ReferralDraft, part: str) -> list[tuple[str, Any]]:
    """(question, answer) of one part, as people read it."""
    kept = draft.answers.get(part, {})
    # Besides the answers a draft keeps the children and their needs, told below, and a note of whom the needs are said.
    rows = _asked(PART_FORMS[part], kept)
    for number, child in enumerate(kept.get("children", []), 1):
        told = [f"{question}: {one_line(answer)}" for question, answer in _asked(DraftChildForm, child)]
        rows.append((_("Child %(n)s") % {"n": number}, told))
    if part == "needs":
        there = [child["reference"] for child in draft.answers.get("who", {}).get("children", [])]
        said = dict.fromkeys(there) | kept.get("needs", {})
        rows += [(_("Needs of %(child)s") % {"child": child}, needs_words(chosen)) for child, chosen in said.items()]
    return rows


def _asked(form: type[Form], kept: dict[str, Any]) -> list[tuple[str, Any]]:
    return in_words(form, {name: value for name, value in kept.items() if name in form.base_fields})


@needs("referrals.write")
def draft(request: StaffRequest, draft_id: UUID) -> HttpResponseBase:
    """All answers with a way to change each; the button opens the referral."""
    try:
        row = drafting.own_draft(request.caller, draft_id)
        made = drafting.open_draft(request.caller, draft_id) if request.method == "POST" else None
    except ObjectDoesNotExist:
        raise Http404 from None
    except Gone as gone:
        return _led_on(request, gone)
    except ServiceError as refused:
        messages.error(request, refused.message)
        return redirect("draft", draft_id)
    if made is not None:
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
    left, of_whom = drafting.missing(row), drafting.in_doubt(row.answers)
    context = {
        "page_title": _("Check %s") % row.reference, "draft": row, "parts": parts, "missing": left,
        "doubt": in_doubt_words(of_whom) if of_whom else "",
        "left": ngettext("%(num)s part is needed before you open it.", "%(num)s parts are needed before you open it.",
                         len(left)) % {"num": len(left)},
    }  # fmt: skip
    return render(request, "placements/council/draft.html", context)


@needs("referrals.write")
@require_POST
def remove_draft(request: StaffRequest, draft_id: UUID) -> HttpResponseBase:
    try:
        drafting.remove_draft(request.caller, draft_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    except Gone as gone:
        return _led_on(request, gone)
    messages.success(request, _("The draft is gone. Nobody else had seen it."))
    return redirect("referrals")
