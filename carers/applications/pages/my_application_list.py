"""The person's applications: one leads straight on, several are told apart by service, date and state."""

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.pages.access import CallerRequest, signed_in
from carers.applications.selectors.form_state import handed_in_application
from carers.applications.selectors.my_application import at_agency, my_forms
from carers.applications.selectors.progress import progress
from carers.homes.selectors.my_home import homes_of
from carers.models import Enquiry


@signed_in
@require_GET
def my_applications(request: CallerRequest) -> HttpResponseBase:
    """Nothing is done here, so that nothing is done to the wrong one. `?form=` stood in older addresses."""
    user = request.caller.user
    assert user is not None
    forms = list(my_forms(user))
    if not forms and homes_of(user):
        return redirect("my_home")
    if not forms:
        return render(request, "carers/applicant/none.html", {"page_title": _("My application")})
    asked = [one for one in forms if str(one.pk) == request.GET.get("form")]
    if asked or len(forms) == 1:
        return redirect("my_application_page", (asked or forms)[0].pk)
    stands = []
    for form in forms:
        with at_agency(form, user):
            enquiry = Enquiry.objects.get(pk=form.enquiry_id)
            stands.append((form, progress(form, enquiry, handed_in_application(form))))
    context = {"page_title": _("Your applications"), "stands": stands}
    return render(request, "carers/applicant/my_applications.html", context)
