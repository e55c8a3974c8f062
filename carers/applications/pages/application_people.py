"""Who an application is about: staff name, correct and take off, and say when everybody is named."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.input.errors import ServiceError
from accounts.pages.access import StaffRequest, needs
from carers.applications.forms.people import NewPersonForm, PersonForm
from carers.applications.selectors.named_people import everybody_is_named, people_of
from carers.applications.services import naming
from carers.models import Application, ApplicationPerson
from carers.people.selectors.people import applications


def _application(request: StaffRequest, application_id: UUID) -> Application:
    found = applications(request.caller.organisation_id)
    return get_object_or_404(found.prefetch_related("people"), pk=application_id)


def _person(row: Application, person_id: UUID) -> ApplicationPerson:
    return get_object_or_404(ApplicationPerson, pk=person_id, application=row, left_on=None)


@needs("people.write")
def application_people(request: StaffRequest, application_id: UUID) -> HttpResponseBase:
    """The list, and one more name."""
    row = _application(request, application_id)
    form = NewPersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = naming.name_person(request.caller, row.pk, **form.cleaned_data)
        except ServiceError as refused:
            _point_at(form, refused)
        else:
            messages.success(request, _("%s is named.") % person.name)
            return redirect("application_people", row.pk)
    people = people_of(row)
    context: dict[str, Any] = {
        "page_title": _("Who it is about"),
        "application": row,
        "people": people,
        "kept": bool(people) and not people[0]._state.adding,
        "everybody": everybody_is_named(row),
        "form": form,
    }
    return render(request, "carers/workspace/people_named.html", context, status=422 if form.is_bound else 200)


def _point_at(form: PersonForm, refused: ServiceError) -> None:
    """The refusal stands at the box that it is about."""
    fields = [name for name in refused.fields if name in form.fields]
    form.add_error(fields[0] if fields else None, refused.message)


@needs("people.write")
def application_person(request: StaffRequest, application_id: UUID, person_id: UUID) -> HttpResponseBase:
    """Another spelling, or a date of birth."""
    row = _application(request, application_id)
    person = _person(row, person_id)
    initial = {"name": person.name, "birth_date": person.birth_date}
    form = PersonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            naming.correct_person(request.caller, person.pk, **form.cleaned_data)
        except ServiceError as refused:
            _point_at(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("application_people", row.pk)
    context = {
        "page_title": person.name,
        "application": row,
        "form": form,
        "back_href": reverse("application_people", args=[row.pk]),
    }
    return render(request, "carers/workspace/person_named.html", context, status=422 if form.is_bound else 200)


@needs("people.write")
@require_POST
def take_person_off(request: StaffRequest, application_id: UUID, person_id: UUID) -> HttpResponseBase:
    row = _application(request, application_id)
    person = _person(row, person_id)
    return _done(
        request, row, lambda: naming.take_off(request.caller, person.pk), _("%s is off the list.") % person.name
    )


@needs("people.write")
@require_POST
def everybody_named(request: StaffRequest, application_id: UUID) -> HttpResponseBase:
    row = _application(request, application_id)
    return _done(request, row, lambda: naming.everybody_named(request.caller, row.pk), _("Noted."))


def _done(request: StaffRequest, row: Application, act: Any, words: str) -> HttpResponse:
    try:
        act()
    except ServiceError as refused:
        messages.error(request, refused.message)
    except ApplicationPerson.DoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, words)
    return redirect("application_people", row.pk)
