"""My application: where it stands, and everything the person may do about it."""

from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import ServiceError
from accounts.limits import address_of, allowed
from accounts.web.access import CallerRequest, public, signed_in
from carers.forms.coming_back import AddressForm
from carers.forms.my_application import ContactForm, TellUsForm, WithdrawForm
from carers.models import Application, Enquiry, Feedback
from carers.selectors.my_application import at_agency, messages_to, my_forms, respondents_of, sections_of
from carers.selectors.my_home import homes_of
from carers.selectors.progress import progress
from carers.services import coming_back, respondents
from carers.services import my_application as acts
from carers.web import own_data
from carers.web.own_form import own_form


@signed_in
@require_GET
def my_application(request: CallerRequest) -> HttpResponseBase:
    """A timeline with one thing to do; where a person has several applications, the newest and links to the rest."""
    user = request.caller.user
    assert user is not None
    forms = list(my_forms(user))
    if not forms and homes_of(user):
        return redirect("my_home")
    if not forms:
        return render(request, "carers/applicant/none.html", {"page_title": _("My application")})
    chosen = next((one for one in forms if str(one.pk) == request.GET.get("form")), forms[0])
    with at_agency(chosen, user):
        enquiry = Enquiry.objects.get(pk=chosen.enquiry_id)
        application = Application.objects.filter(pk=chosen.application_id).first() if chosen.application_id else None
        milestone = _milestone(application)
        context = {
            "page_title": _("My application"),
            "form_row": chosen,
            "others": [one for one in forms if one != chosen],
            "application": application,
            "progress": progress(chosen, enquiry, application),
            "sent": messages_to(chosen),
            "asked": list(respondents_of(chosen).values()),
            "reopened": [one for one in sections_of(chosen).values() if one.reopened_because],
            "milestone": milestone,
            "told": milestone and Feedback.objects.filter(enquiry=enquiry, milestone=milestone).exists(),
        }
        return render(request, "carers/applicant/my_application.html", context)


def _milestone(application: Application | None) -> str:
    """Which milestone the one question is about; empty while the person is still filling in."""
    if application is None:
        return "enquiry"
    ends = {"approved": "decision", "declined": "decision", "withdrawn": "withdrawn"}
    return ends.get(application.stage, "handed_in")


@signed_in
def contact(request: CallerRequest) -> HttpResponseBase:
    user, form_row = own_form(request)
    with at_agency(form_row, user):
        enquiry = Enquiry.objects.get(pk=form_row.enquiry_id)
    initial = {name: getattr(enquiry, name) for name in acts.CONTACT_FIELDS}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        acts.change_contact(user, form_row, form.cleaned_data)
        messages.success(request, _("Saved. The service sees how you want to be reached."))
        return redirect("my_application")
    return _form_page(request, "contact", _("How to reach you"), form, _("Save"))


@signed_in
@require_POST
def pause(request: CallerRequest) -> HttpResponseBase:
    """Rest, or go on: `go_on` in the form says which."""
    user, form_row = own_form(request)
    try:
        if "go_on" in request.POST:
            acts.go_on(user, form_row)
            messages.success(request, _("Your application goes on."))
        else:
            acts.pause(user, form_row)
            messages.success(request, _("Your application rests. Come back when you are ready."))
    except ServiceError as refused:
        messages.error(request, refused.message)
    return redirect("my_application")


@signed_in
def withdraw(request: CallerRequest) -> HttpResponseBase:
    user, form_row = own_form(request)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.withdraw(user, form_row, form.cleaned_data["reason"])
        except ServiceError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("You have withdrawn. Thank you for having thought about fostering."))
            return redirect("my_application")
    return _form_page(request, "withdraw", _("Withdraw your application"), form, _("Withdraw"))


@signed_in
def tell_us(request: CallerRequest, milestone: str) -> HttpResponseBase:
    user, form_row = own_form(request)
    form = TellUsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.tell_us(user, form_row, milestone, form.cleaned_data["ease"], form.cleaned_data["words"])
        except ServiceError as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Thank you. People at the service read this."))
            return redirect("my_application")
    return _form_page(request, "tell_us", _("Tell us how it was"), form, _("Send"))


def _form_page(request: HttpRequest, name: str, title: str, form: Any, button: str) -> HttpResponse:
    context = {
        "page_title": title,
        "form": form,
        "button": button,
        "name": name,
        "back_href": reverse("my_application"),
    }
    return render(request, "carers/applicant/form_page.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def data(request: CallerRequest) -> HttpResponseBase:
    """The person's own data: to read, or with `?as=json` as a file that another program understands."""
    user, form_row = own_form(request)
    held = acts.my_data(user, form_row)
    if request.GET.get("as") == "json":
        answer = JsonResponse(held, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 2, "ensure_ascii": False})
        answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
        return answer
    context = {
        "page_title": _("Your data"),
        "held": held,
        "parts": own_data.in_parts(held),
        "happenings": own_data.happenings(held),
        "back_href": reverse("my_application"),
    }
    return render(request, "carers/applicant/data.html", context)


@signed_in
@require_POST
def ask_respondent(request: CallerRequest, kind: str, item: str) -> HttpResponseBase:
    """Send a referee, household member or joint applicant their link."""
    user, form_row = own_form(request)
    back = {"referee": "referees", "household_member": "household", "joint_applicant": "partner"}.get(kind)
    if back is None:
        return redirect("apply")
    try:
        row = respondents.ask(user, form_row, kind, item)
    except ServiceError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("We have sent a link to %s.") % row.name)
    return redirect("apply_section", back)


@public
def way_back(request: HttpRequest) -> HttpResponseBase:
    """A way back by e-mail or text. Known and unknown addresses get the same answer after the same work."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["address"]
        if allowed("way-back-address", address_of(request), 20, 3600) and allowed("way-back", address, 5, 3600):
            coming_back.ask_way_back(address)
        context = {"page_title": _("Look in your mailbox or at your phone"), "email": address}
        return render(request, "carers/applicant/link_sent.html", context)
    context = {"page_title": _("Come back to what you began"), "form": form}
    return render(request, "carers/applicant/way_back.html", context, status=422 if form.is_bound else 200)
