"""My application: where it stands, and everything the person may do about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import CallerRequest, signed_in
from carers.applications.forms.my_application import ContactForm, TellUsForm, WithdrawForm
from carers.applications.pages import own_data
from carers.applications.pages.own_form import own_form
from carers.applications.selectors.form_state import (
    application_of,
    asked_again,
    closed_because,
    handed_in_application,
    may_ask_again,
    why_closed,
)
from carers.applications.selectors.my_application import at_agency, messages_to, my_forms, respondents_of, sections_of
from carers.applications.selectors.progress import progress
from carers.applications.services import my_application as acts
from carers.applications.services import own_form as own_form_acts
from carers.applications.services import respondents
from carers.models import Application, Enquiry, Feedback


@signed_in
@require_GET
def my_application(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    """A timeline with one thing to do. Once it has ended nothing is offered but what still can be done."""
    user, chosen = own_form(request, form_id)
    with at_agency(chosen, user):
        enquiry = Enquiry.objects.get(pk=chosen.enquiry_id)
        application = handed_in_application(chosen)
        registered = application_of(chosen)
        milestone = _milestone(enquiry, application)
        closed = why_closed(chosen, enquiry, registered)
        context = {
            "page_title": _("My application"),
            "form_row": chosen,
            "form_id": chosen.pk,
            "has_others": my_forms(user).exclude(pk=chosen.pk).exists(),
            "application": application,
            "progress": progress(chosen, enquiry, application),
            "closed": closed,
            "again": asked_again(enquiry) if closed else None,
            "may_ask_again": closed and may_ask_again(enquiry, registered),
            "sent": messages_to(chosen),
            "asked": list(respondents_of(chosen).values()),
            "reopened": [one for one in sections_of(chosen).values() if one.reopened_because and not closed],
            "milestone": milestone,
            "told": milestone and Feedback.objects.filter(enquiry=enquiry, milestone=milestone).exists(),
        }
        return render(request, "carers/applicant/my_application.html", context)


def _milestone(enquiry: Enquiry, application: Application | None) -> str:
    """Which milestone the one question is about."""
    if application is None:
        return "withdrawn" if enquiry.state == Enquiry.State.WITHDRAWN else "enquiry"
    ends = {"approved": "decision", "declined": "decision", "withdrawn": "withdrawn"}
    return ends.get(application.stage, "handed_in")


@signed_in
def contact(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    user, form_row = own_form(request, form_id)
    with at_agency(form_row, user):
        enquiry = Enquiry.objects.get(pk=form_row.enquiry_id)
    initial = {name: getattr(enquiry, name) for name in acts.CONTACT_FIELDS}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        acts.change_contact(user, form_row, form.cleaned_data)
        messages.success(request, _("Saved. The service sees how you want to be reached."))
        return redirect("my_application_page", form_id)
    return _form_page(request, form_id, "contact", _("How to reach you"), form, _("Save"))


@signed_in
@require_POST
def pause(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    """Rest, or go on: `go_on` in the form says which."""
    user, form_row = own_form(request, form_id)
    try:
        if "go_on" in request.POST:
            acts.go_on(user, form_row)
            messages.success(request, _("Your application goes on."))
        else:
            acts.pause(user, form_row)
            messages.success(request, _("Your application rests. Come back when you are ready."))
    except ServiceError as refused:
        messages.error(request, refused.message)
    return redirect("my_application_page", form_id)


@signed_in
def withdraw(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    user, form_row = own_form(request, form_id)
    with at_agency(form_row, user):
        closed = closed_because(form_row)
    if closed:
        messages.info(request, closed)
        return redirect("my_application_page", form_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw(user, form_row, form.cleaned_data["reason"])
        except ServiceError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("You have withdrawn. Thank you for having thought about fostering."))
            return redirect("my_application_page", form_id)
    return _form_page(request, form_id, "withdraw", _("Withdraw your application"), form, _("Withdraw"))


@signed_in
@require_POST
def ask_again(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    """A new enquiry at the same service, once this application has ended."""
    user, form_row = own_form(request, form_id)
    try:
        own_form_acts.ask_again(user, form_row)
    except ServiceError as refused:
        messages.error(request, refused.message)
    else:
        words = _("Thank you. %(agency)s knows that you are asking again, and will get in touch.")
        messages.success(request, words % {"agency": form_row.agency.name})
    return redirect("my_application_page", form_id)


@signed_in
def tell_us(request: CallerRequest, form_id: UUID, milestone: str) -> HttpResponseBase:
    user, form_row = own_form(request, form_id)
    form = TellUsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.tell_us(user, form_row, milestone, form.cleaned_data["ease"], form.cleaned_data["words"])
        except ServiceError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Thank you. People at the service read this."))
            return redirect("my_application_page", form_id)
    return _form_page(request, form_id, "tell_us", _("Tell us how it was"), form, _("Send"))


def _form_page(request: HttpRequest, form_id: UUID, name: str, title: str, form: Any, button: str) -> HttpResponse:
    context = {
        "page_title": title,
        "form": form,
        "button": button,
        "name": name,
        "back_href": reverse("my_application_page", args=[form_id]),
    }
    return render(request, "carers/applicant/form_page.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def data(request: CallerRequest, form_id: UUID) -> HttpResponseBase:
    """The person's own data: to read, or with `?as=json` as a file that another program understands."""
    user, form_row = own_form(request, form_id)
    held = acts.my_data(user, form_row)
    if request.GET.get("as") == "json":
        answer = JsonResponse(held, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return answer
    context = {
        "page_title": _("Your data"),
        "held": held,
        "form_id": form_id,
        "parts": own_data.in_parts(held),
        "happenings": own_data.happenings(held),
        "back_href": reverse("my_application_page", args=[form_id]),
    }
    return render(request, "carers/applicant/data.html", context)


@signed_in
@require_POST
def ask_respondent(request: CallerRequest, form_id: UUID, kind: str, item: str) -> HttpResponseBase:
    """Send a referee, household member or joint applicant their link."""
    user, form_row = own_form(request, form_id)
    back = {"referee": "referees", "household_member": "household", "joint_applicant": "partner"}.get(kind)
    if back is None:
        return redirect("apply", form_id)
    try:
        row = respondents.ask(user, form_row, kind, item)
    except ServiceError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("We have sent a link to %s.") % row.name)
    return redirect("apply_section", form_id, back)
