"""Every table of the service, classed: tenant, reference or system. A test fails on an unclassed one.

Grants follow from this list after each migration, so a table that nobody classed can't be read at all.
docs/tenancy.md is printed from it (`manage.py tenancy_table`).
"""

from dataclasses import dataclass

CRUD = "SELECT, INSERT, UPDATE, DELETE"


@dataclass(frozen=True)
class Table:
    """`klass`: tenant or person (row-level security, forced), reference (read by all), system (no organisation's)."""

    name: str
    klass: str
    reads: str
    writes: str
    privileges: str = CRUD


def _tenant(name: str, reads: str, writes: str, privileges: str = CRUD) -> Table:
    return Table(name, "tenant", reads, writes, privileges)


TENANT = [
    _tenant("accounts_organisation", "everybody (names are public)", "the organisation itself"),
    _tenant("accounts_organisation_serves", "everybody", "the organisation itself"),
    _tenant("accounts_membership", "the organisation; the person", "the organisation"),
    _tenant("accounts_regionmember", "the regional body; the council", "the regional body"),
    _tenant("accounts_rolerequest", "the organisation", "the organisation"),
    _tenant("accounts_apikey", "the organisation; who holds the key", "the organisation"),
    _tenant("accounts_auditentry", "the organisation", "the organisation adds; nobody changes", "SELECT, INSERT"),
    _tenant("accounts_idempotencykey", "the organisation", "the organisation"),
    _tenant("accounts_message", "the organisation", "the organisation"),
    _tenant("accounts_suppression", "the organisation", "the organisation"),
    *(
        _tenant(f"accounts_retention{name}", "the organisation", "the organisation")
        for name in ("period", "hold", "run")
    ),
    _tenant("carers_enquiry", "the agency; the shortage engine (no names)", "the agency"),
    _tenant("carers_enquirydraft", "nobody but the holder of its link, through Hearth itself", "the same"),
    _tenant("carers_waybackrequest", "Hearth itself", "Hearth itself"),
    _tenant("carers_application", "the agency; the applicant; the shortage engine (no names)", "the agency"),
    _tenant("carers_applicationperson", "the agency", "the agency"),
    _tenant("carers_check", "the agency", "the agency"),
    _tenant("carers_decision", "the agency", "the agency"),
    _tenant("carers_applicationform", "the agency; the applicant", "the agency"),
    _tenant("carers_section", "the agency; the applicant", "the agency; the applicant, of their own form"),
    _tenant("carers_respondent", "the agency", "the agency"),
    _tenant("carers_feedback", "the agency", "the agency"),
    _tenant("accounts_document", "the organisation; who uploaded it", "the organisation"),
    _tenant("carers_household", "the agency; the matcher; the shortage engine", "the agency"),
    _tenant("carers_approval", "the agency; the matcher; the shortage engine", "the agency"),
    _tenant("carers_place", "the agency; the matcher; the shortage engine", "the agency"),
    _tenant("carers_unavailability", "the agency; the matcher; the shortage engine", "the agency"),
    _tenant("carers_agencysettings", "the agency", "the agency"),
    _tenant("carers_note", "the agency", "the agency"),
    _tenant("carers_informationsession", "the agency", "the agency"),
    _tenant("carers_booking", "the agency", "the agency"),
    _tenant("carers_duty", "the agency", "the agency"),
    _tenant("carers_temporaryapproval", "the agency", "the agency"),
    _tenant("carers_carer", "the agency; the carer", "the agency"),
    _tenant("carers_preference", "the agency", "the agency"),
    _tenant("carers_departure", "the agency", "the agency"),
    *(
        _tenant(f"carers_{name}", "the agency", "the agency")
        for name in ("sendingrules", "followupkind", "followupstep", "followupwords", "followup", "personfact")
    ),
    _tenant("placements_child", "the council; an agency it lives with or was shared with", "the council"),
    _tenant("placements_exemption", "the agency; the matcher", "the agency"),
    _tenant("placements_exemptionchild", "the agency; the matcher", "the agency"),
    _tenant(
        "placements_referral",
        "the council (or the service that recorded it); agencies it is shared with",
        "the council (or that service)",
    ),
    _tenant("placements_referralchild", "the council; agencies it is shared with", "the council"),
    _tenant("placements_referraldraft", "the council", "the council"),
    _tenant("placements_share", "the council; the agency", "the council"),
    _tenant("placements_match", "the council", "the council"),
    _tenant("placements_matchrules", "the council; the matcher", "the council adds; nobody changes", "SELECT, INSERT"),
    _tenant("placements_offer", "the agency; the council", "the agency; the council"),
    _tenant("placements_decline", "the agency; the council", "the agency; the council"),
    _tenant("placements_reply", "the agency; the council", "the agency"),
    _tenant("placements_told", "the agency", "the agency"),
    _tenant("placements_ask", "the agency", "the agency"),
    _tenant("placements_gate", "the council", "the council"),
    _tenant("placements_notice", "the council", "the council"),
    _tenant("placements_ending", "the agency; the council; the matcher (who left care)", "the agency; the council"),
    _tenant("placements_placementversion", "the agency; the council", "the agency; the council"),
    _tenant(
        "placements_placement",
        "the agency; the council; the matcher (no words)",
        "the council; the agency, for a child it may read; nobody changes whose stay it is",
        "SELECT, INSERT, DELETE, UPDATE (state, period, expires_at, referral_id, whole_home, briefing)",
    ),
    _tenant("placements_return", "the council", "the council"),
    _tenant("placements_episode", "the council", "the council"),
    _tenant("placements_snapshot", "the council", "the council"),
    _tenant("placements_shortagejob", "the council", "the council"),
    _tenant("placements_scenario", "the council", "the council"),
    _tenant("placements_campaigntarget", "the council; the agency named", "the council; the agency named"),
]

REFERENCE = [
    Table(name, "reference", "everybody", "the owner (load_reference)", "SELECT")
    for name in (
        "accounts_council",
        "accounts_adjacency",
        "accounts_sector",
        "accounts_councilfigure",
        "django_content_type",
        "auth_permission",
    )
]

SYSTEM = [
    Table(name, "system", "the service", "the service", privileges)
    for name, privileges in {
        "accounts_user": CRUD,
        "accounts_user_groups": CRUD,
        "accounts_user_user_permissions": CRUD,
        "accounts_heartbeat": CRUD,
        # Added by every process; taken away by `rotate_keys --forget` alone, as the owner.
        "accounts_fieldkey": "SELECT, INSERT",
        "accounts_lookupkey": "SELECT, INSERT",
        "account_emailaddress": CRUD,
        "account_emailconfirmation": CRUD,
        "auth_group": "SELECT",
        "auth_group_permissions": "SELECT",
        "django_migrations": "SELECT",
        "django_session": CRUD,
        # What was published cannot be taken back: added, never changed.
        "placements_openfigures": "SELECT, INSERT",
    }.items()
]

# Row-level security by the person, not the organisation.
PERSONS = [
    Table(
        "mfa_authenticator", "person", "the person, signed in or signing in",
        "the person; signing in, only that it was used", CRUD,
    )
]  # fmt: skip

TABLES = [*TENANT, *PERSONS, *REFERENCE, *SYSTEM]
