"""Rows of the spine: enquiries, applications, homes, referrals, shortages now, and pages of no door."""

from typing import Any

from psycopg.types.range import DateRange

from tests.cast import Cast, make_home, make_referral
from tests.clock import TODAY, born, boxes, in_days, month, month_boxes
from tests.permissions import Row, agency, agency_api, council, council_api, everybody


def _enquiry(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.people.services.enquiries import receive_enquiry

    with cast.acting("rosa") as rosa:
        return receive_enquiry(rosa, {"name": "Ada", "telephone": "+44 7700 900123", "contact_by": "telephone"}).pk


def _application(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.models import Application

    with cast.acting("rosa"):
        made = Application(agency=cast.agency, name="Bo")
        made.save()
        return made.pk


def _deciding(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.models import Application

    with cast.acting("rosa"):
        made = Application(agency=cast.agency, name="Cy", stage="decision")
        made.save()
        return made.pk


def _named(cast: Cast, world: dict[str, Any]) -> Any:
    from carers.applications.services.naming import name_person

    with cast.acting("rosa") as rosa:
        return name_person(rosa, world["application"], "applicant", "Bo").pk


def _reference(cast: Cast, world: dict[str, Any]) -> Any:
    """A reference that came by link, and that nobody has judged or said whose it is."""
    from carers.models import Check

    with cast.acting("rosa"):
        made = Check(agency_id=cast.agency.pk, application_id=world["application"], kind="reference", person="Cy",
                     asked_on=TODAY, received_on=TODAY)  # fmt: skip
        made.save()
        return made.pk


WORLD = {
    "enquiry": _enquiry,
    "application": _application,
    "named": _named,
    "reference": _reference,
    "deciding": _deciding,
    "home": lambda cast, world: make_home(cast),
    "referral": lambda cast, world: make_referral(cast),
}


def _everything_else(cast: Cast, world: dict[str, Any]) -> None:
    """A row in each tenant table that no page of the spine makes on its own."""
    from accounts.models import IdempotencyKey, Membership, Message, Organisation, RegionMember
    from carers.models import Check, Decision, Unavailability
    from placements.models import Exemption, ExemptionChild, ReferralChild
    from placements.placing.services import place

    hub = Organisation.objects.using("owner").create(name="Hub", slug="hub", is_regional_body=True)
    RegionMember.objects.using("owner").create(body_id=hub.pk, council_id=cast.council.pk, starts_on=TODAY)
    with cast.acting("rosa"):
        agency_id = cast.agency.pk
        assert Membership.objects.exists()
        IdempotencyKey(organisation_id=agency_id, key="k", route="/", fingerprint="f").save()
        Message(organisation_id=agency_id, kind="k", subject_kind="enquiry", subject_id=world["enquiry"],
                channel="email", recipient="a@example.org", body="b").save()  # fmt: skip
        Check(agency_id=agency_id, application_id=world["application"], kind="dbs", person="Bo").save()
        Decision(agency_id=agency_id, application_id=world["application"], kind="panel", outcome="suitable").save()
        Unavailability(agency_id=agency_id, household_id=world["home"], slot=2, reason="break",
                       period=DateRange(TODAY, None)).save()  # fmt: skip
    with cast.acting("olga") as olga:
        other = make_referral(cast)
        place(olga, other, world["home"], reason="Near school")
        child = ReferralChild.objects.get(referral=other).child_id
    with cast.acting("musa"):
        exemption = Exemption(agency_id=agency_id, household_id=world["home"], granted_by_id="E08000035",
                              granted_on=TODAY, period=DateRange(TODAY, None))  # fmt: skip
        exemption.save()
        ExemptionChild(agency_id=agency_id, exemption=exemption, child_id=child).save()


TENANCY_WORLD = {"everything_else": _everything_else}
PEOPLE, COUNCIL = {"rosa", "musa"}, {"olga", "carl"}
TERMS = {"starts_on": str(TODAY), "max_children": 1, "rooms": 1, "age_min": 0, "age_max": 17, "sex": "any",
         "kinds": ["short_term"]}  # fmt: skip
TERMS_FORM = {key: value for key, value in TERMS.items() if key != "starts_on"} | boxes("starts_on", TODAY)
CHILD = {"reference": "C1", "birth_month": month(born(9)), "sex": "F"}
NEW_REFERRAL = {"reference": "R1", "kind": "short_term", "needed_by": str(in_days(8)), "children": [CHILD]}
NEW_REFERRAL_FORM = {
    "reference": "R2", "child-TOTAL_FORMS": "1", "child-INITIAL_FORMS": "0", "child-0-reference": "C2",
    **month_boxes("child-0-birth_month", born(9)), "child-0-sex": "F",
}  # fmt: skip
ABOUT, OF = {"application_id": "application"}, {"application": "application"}
PLACE = {"kwargs": {"referral_id": "referral", "household_id": "home"}, "may": COUNCIL}

ROWS = [
    Row("public_home", answers=everybody(200)),
    Row("enquire", answers=everybody(200)),
    Row("enquiry_thanks", answers=everybody(302)),
    Row("accessibility", answers=everybody(200)),
    Row("privacy", answers=everybody(200)),
    Row("mailbox", answers=everybody(200)),
    Row("health_live", answers=everybody(200)),
    Row("health_ready", answers=everybody(200)),
    Row("api_schema", answers=everybody(200)),
    Row("api_docs", answers=everybody(200)),
    Row("home", answers=everybody(302)),
    Row("organisations", answers=everybody(200, nobody=302)),
    Row("organisations", "POST", answers=everybody(404, nobody=302)),
    Row("login_once", kwargs={"uid": "=x", "token": "=y-z"}, answers=everybody(200)),
    Row("login_once", "POST", kwargs={"uid": "=x", "token": "=y-z"}, answers=everybody(410)),
    agency("agency_today", may=PEOPLE),
    agency("people", may=PEOPLE),
    agency("person", kwargs={"enquiry_id": "enquiry"}, may=PEOPLE),
    agency("move_person", "POST", {"enquiry_id": "enquiry"}, may=PEOPLE, body={"to": "contacted"}),
    agency("application", kwargs={"application_id": "application"}, may=PEOPLE),
    agency("move_application", "POST", {"application_id": "application"}, may=PEOPLE, body={"to": "stage1"}),
    agency("approve_application", kwargs={"application_id": "deciding"}, may={"musa"}),
    agency("approve_application", "POST", {"application_id": "deciding"}, may={"musa"}, body=TERMS_FORM),
    agency("application_people", kwargs=ABOUT, may=PEOPLE),
    agency("application_people", "POST", ABOUT, may=PEOPLE, body={"role": "applicant", "name": "Cy"}),
    agency("application_person", kwargs=ABOUT | {"person_id": "named"}, may=PEOPLE),
    agency("application_person", "POST", ABOUT | {"person_id": "named"}, may=PEOPLE, body={"name": "Bo Marsh"}),
    agency("take_person_off", "POST", ABOUT | {"person_id": "named"}, may=PEOPLE),
    agency("everybody_named", "POST", ABOUT, may=PEOPLE),
    agency_api("api_application_people-list", kwargs=OF, may=PEOPLE),
    agency_api("api_application_people-list", "POST", OF, may=PEOPLE, ok=201,
               body={"role": "applicant", "name": "Cy"}),
    agency_api("api_application_people-detail", "PATCH", OF | {"pk": "named"}, may=PEOPLE, body={"name": "Bo Marsh"}),
    agency_api("api_application_people-detail", "DELETE", OF | {"pk": "named"}, may=PEOPLE),
    agency_api("api_application_people-complete", "POST", OF, may=PEOPLE),
    agency_api("api_applications-judge-check", "POST", {"pk": "application"}, may=PEOPLE,
               body={"check": "@reference", "outcome": "clear"}),
    agency_api("api_applications-whose-check", "POST", {"pk": "application"}, may=PEOPLE, ok=422,
               body={"check": "@reference", "person": "@named"}),
    agency_api("api_applications-ask-missing", "POST", {"pk": "application"}, may=PEOPLE, ok=409),
    agency("homes", may=PEOPLE),
    agency("home_page", kwargs={"household_id": "home"}, may=PEOPLE),
    agency_api("api_enquiries-list", may=PEOPLE),
    Row("api_enquiries-list", "POST", body={"name": "Ada"}, answers=everybody(400)),
    agency_api("api_enquiries-detail", kwargs={"pk": "enquiry"}, may=PEOPLE),
    agency_api("api_enquiries-move", "POST", {"pk": "enquiry"}, may=PEOPLE, body={"to": "contacted"}),
    agency_api("api_applications-list", may=PEOPLE),
    agency_api("api_applications-detail", kwargs={"pk": "application"}, may=PEOPLE),
    agency_api("api_applications-move", "POST", {"pk": "application"}, may=PEOPLE, body={"to": "stage1"}),
    agency_api("api_applications-approve", "POST", {"pk": "deciding"}, may={"musa"}, ok=201, body=TERMS),
    agency_api("api_homes-list", may=PEOPLE),
    agency_api("api_homes-detail", kwargs={"pk": "home"}, may=PEOPLE),
    # The address of the door: an analyst, who reads no referrals, is led to the shortages.
    council("council_today", may=COUNCIL, but={"anna": 302}),
    council("referrals", may=COUNCIL),
    council("new_referral", may=COUNCIL),
    council("new_referral", "POST", may=COUNCIL, body=NEW_REFERRAL_FORM),
    council("referral", kwargs={"referral_id": "referral"}, may=COUNCIL),
    council("home_for_referral", **PLACE),
    council("home_for_referral", "POST", **PLACE, body={"reason": "Near school", "as_asked": "yes"}),
    council("shortages", may={*COUNCIL, "anna"}),
    council_api("api_referrals-list", may=COUNCIL),
    council_api("api_referrals-list", "POST", may=COUNCIL, ok=201, body=NEW_REFERRAL),
    council_api("api_referrals-detail", kwargs={"pk": "referral"}, may=COUNCIL),
    council_api("api_referrals-ranking", kwargs={"pk": "referral"}, may=COUNCIL),
    council_api("api_referrals-explain", kwargs={"pk": "referral", "home": "home"}, may=COUNCIL),
    council_api("api_referrals-place", "POST", {"pk": "referral"}, may=COUNCIL, ok=201,
                body={"home": "@home", "reason": "Near school"}),
    council_api("api_shortages_now-list", may={*COUNCIL, "anna"}),
]  # fmt: skip
