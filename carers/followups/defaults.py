"""The words every agency starts with: a name for each kind, and a title, a body and a text for each step.

Plain data. Service words inform and promote nothing; marketing words say how to stop (checked in tests by
`followup_words`). A task has a title and a body only.
"""

from dataclasses import dataclass

FIELDS = {
    "name": "the person's name",
    "agency": "your service's name",
    "telephone": "your service's telephone number",
    "day": "the day it speaks of, such as the day somebody will call or a review is due",
    "stage": "where their application is",
    "what": "what is missing, asked for or invited to",
    "link": "a link to the page it speaks of",
    "unsubscribe_link": "the link that stops marketing; needed in every marketing message",
}


@dataclass(frozen=True)
class DefaultWords:
    title: str
    body: str
    text: str = ""


NAMES = {
    "acknowledgement": "Thank you for your enquiry",
    "call": "First call, and two more tries",
    "first_response_warning": "Warning: first answer nearly due",
    "stage_1_notice_warning": "Warning: stage 1 decision nearly due",
    "visit_offer": "Offer of a visit",
    "wait_over": "Call at the time they named",
    "unfinished_application": "Unfinished application",
    "section_missing": "A section of the application is missing",
    "referee_missing": "A referee is missing",
    "check_waits_for_you": "A check waits for the applicant",
    "chase_referee": "Chase a referee",
    "chase_medical": "Chase a medical report",
    "chase_dbs": "Chase a DBS check",
    "where_it_is": "Where your application is",
    "event_invitation": "Invitation to an information session",
    "keep_warm": "Keep in touch with people who are not ready",
    "review_due": "Review of approval is due",
    "review_due_team": "Team: review of approval is due",
    "dbs_expires": "DBS check to be renewed",
    "dbs_expires_team": "Team: DBS check to be renewed",
    "vacancy_still_true": "Is your vacancy still right?",
    "check_in": "Check-in with new carers",
    "stay_in_touch": "Stay in touch after withdrawing",
    "decision_notice": "Notice of a decision",
    "new_address": "Ask for a new address",
}
_RING = "If you would rather talk, ring {{telephone}}.\n"
_STOP = "To stop news and invitations from us: {{unsubscribe_link}}\n"
_HELLO = "Hello {{name}}\n\n"

_CHASE_MEDICAL = DefaultWords(
    "Medical report still waited for",
    "Hello\n\nWe asked for a medical report for {{name}}, who has applied to foster with {{agency}}, on {{day}}. "
    "We have not had it yet.\n\nPlease send it, or tell us when it will come. " + _RING,
    "{{agency}}: we are still waiting for the medical report we asked for on {{day}}. Please ring {{telephone}}.",
)
_CHASE_REFEREE = DefaultWords(
    "A reference we asked you for",
    "Hello\n\nOn {{day}} we asked you for a reference for {{name}}, who has applied to foster with {{agency}}. "
    "We have not had it yet.\n\nThey need it before their application can go on. You can write it, or say that you "
    "would rather not, here: {{link}}\n\n" + _RING,
    "{{agency}}: we are still waiting for the reference we asked you for on {{day}}. Write it here: {{link}}",
)
_CHASE_DBS = DefaultWords(
    "Your DBS check",
    _HELLO + "Your DBS check was asked for on {{day}} and its result has not come yet.\n\n"
    "If you have had a letter about it, please tell us. If not, you do not have to do anything. " + _RING,
    "{{agency}}: your DBS check of {{day}} is not back yet. If you had a letter about it, please ring {{telephone}}.",
)
_REVIEW = DefaultWords(
    "Your review is due on {{day}}",
    _HELLO + "Your approval as a foster carer is due for review by {{day}}. "
    "Your social worker will agree a time with you.\n\n" + _RING,
    "{{agency}}: your review is due by {{day}}. Your social worker will agree a time with you.",
)
_DBS = DefaultWords(
    "Your DBS check is due for renewal on {{day}}",
    _HELLO + "Your DBS check is due for renewal by {{day}}. We will ask you for what is needed.\n\n" + _RING,
    "{{agency}}: your DBS check is due for renewal by {{day}}. Questions: {{telephone}}.",
)
_KEEP_WARM = DefaultWords(
    "Fostering, when the time is right",
    _HELLO + "Some time ago you asked {{agency}} about fostering and it was not the right time.\n\n"
    "If you would like to talk again, reply to this message or see {{link}}.\n\n" + _STOP,
    "{{agency}}: is now a better time to talk about fostering? {{link}} Stop: {{unsubscribe_link}}",
)
_UNFINISHED = DefaultWords(
    "Your application is saved",
    _HELLO + "You began an application to foster with {{agency}}. What you wrote is kept: {{link}}\n\n"
    + _RING + "\n" + _STOP,
    "{{agency}}: your application is saved. Go on at {{link}} Stop: {{unsubscribe_link}}",
)  # fmt: skip
_CALL = DefaultWords("Call {{name}}", "They enquired and nobody has spoken to them yet.")
_CHECK_IN = DefaultWords("Check in with {{name}}", "They were approved on {{day}}. How are they finding it?")


WORDS: dict[str, DefaultWords] = {
    "acknowledgement": DefaultWords(
        "Thank you for asking about fostering",
        _HELLO + "Thank you for asking {{agency}} about fostering. We have your enquiry.\n\n"
        "What happens next: somebody from {{agency}} will get in touch with you by {{day}}. "
        "You do not have to do anything before then.\n\n"
        "If you would rather call us, ring {{telephone}}.\n",
        "{{agency}}: thank you for asking about fostering. Somebody will get in touch by {{day}}.",
    ),
    "first_call": _CALL,
    "call_again_3": DefaultWords("Try {{name}} again, in the evening", _CALL.body),
    "call_again_5": DefaultWords("Try {{name}} again, at midday", _CALL.body + " This is the last planned try."),
    "first_response_warning": DefaultWords(
        "{{name}} has had no answer yet", "Our promised time for a first answer is nearly used up."
    ),
    "stage_1_notice_warning": DefaultWords(
        "Stage 1 of {{name}} is nearly out of time",
        "All of stage 1 is in since {{day}}. A decision not to go on must be notified within ten working days.",
    ),
    "visit_offer": DefaultWords(
        "Would you like us to visit?",
        _HELLO + "The next step after your enquiry to {{agency}} is a visit at your home, at a time that suits you.\n\n"
        "To choose a time, reply to this message or ring {{telephone}}.\n",
        "{{agency}}: the next step is a visit at your home. To choose a time, ring {{telephone}}.",
    ),
    "wait_over": DefaultWords("Call {{name}}, who asked to hear from us now", "The day they named has come."),
    "unfinished_application_3": _UNFINISHED,
    "unfinished_application_10": _UNFINISHED,
    "section_missing": DefaultWords(
        "Something is missing in your application",
        _HELLO + "Your application to {{agency}} still needs this section: {{what}}.\n\n"
        "You can fill it in at {{link}}\n\n" + _RING,
        "{{agency}}: your application still needs: {{what}}. {{link}}",
    ),
    "referee_missing": DefaultWords(
        "We need the name of a referee",
        _HELLO + "Your application to {{agency}} still needs a referee: {{what}}.\n\nYou can name one at {{link}}\n\n"
        + _RING,
        "{{agency}}: your application still needs a referee. {{link}}",
    ),
    "check_waits_for_you": DefaultWords(
        "A check is waiting for you",
        _HELLO + "One of the checks for your application is waiting for something from you: {{what}}.\n\n" + _RING,
        "{{agency}}: a check is waiting for something from you: {{what}}. Questions: {{telephone}}.",
    ),
    **{f"chase_referee_{days}": _CHASE_REFEREE for days in (5, 10, 15)},
    **{f"chase_medical_{days}": _CHASE_MEDICAL for days in (5, 10, 15)},
    **{f"chase_dbs_{days}": _CHASE_DBS for days in (5, 10, 15)},
    "stage_changed": DefaultWords(
        "Your application: {{stage}}",
        _HELLO + "Your application to foster with {{agency}} is now at this stage: {{stage}}.\n\n"
        "We will write again when it moves on, and every month until then. " + _RING,
        "{{agency}}: your application is now at: {{stage}}. Questions: {{telephone}}.",
    ),
    "where_it_is_monthly": DefaultWords(
        "Where your application is",
        _HELLO + "Your application to foster with {{agency}} is still at this stage: {{stage}}. "
        "We have not forgotten you.\n\n" + _RING,
        "{{agency}}: your application is still at: {{stage}}. Questions: {{telephone}}.",
    ),
    "event_invitation": DefaultWords(
        "Come and hear about fostering: {{what}}",
        _HELLO + "{{agency}} invites you to {{what}}, on {{day}}.\n\nTell us if you would like to come: {{link}}\n\n"
        + _STOP,
        "{{agency}}: {{what}} on {{day}}. {{link}} Stop: {{unsubscribe_link}}",
    ),
    **{f"keep_warm_{days}": _KEEP_WARM for days in (30, 90, 180)},
    "review_due_60": _REVIEW,
    "review_due_30": _REVIEW,
    **{f"review_due_team_{days}": DefaultWords("Plan the review of {{name}}", "It is due by {{day}}.")
       for days in (60, 30)},
    "dbs_expires_60": _DBS,
    "dbs_expires_30": _DBS,
    **{f"dbs_expires_team_{days}": DefaultWords("Renew the DBS check of {{name}}", "It is due by {{day}}.")
       for days in (60, 30)},
    "vacancy_still_true": DefaultWords(
        "Is there still room in your home?",
        _HELLO + "You last told us about the room in your home on {{day}}. Is it still so?\n\n"
        "Tell us at {{link}} or ring {{telephone}}.\n",
        "{{agency}}: is there still room in your home? You last told us on {{day}}. {{link}}",
    ),
    **{f"check_in_{weeks}": _CHECK_IN for weeks in (2, 6, 12)},
    "stay_in_touch": DefaultWords(
        "Fostering, if things have changed",
        _HELLO + "Three months ago you told {{agency}} that fostering was not for you just then.\n\n"
        "If that has changed, reply to this message or see {{link}}.\n\n" + _STOP,
        "{{agency}}: has anything changed about fostering? {{link}} Stop: {{unsubscribe_link}}",
    ),
    "decision_notice": DefaultWords(
        "A decision about your application",
        _HELLO + "{{agency}} has decided about your application. You can read the letter at {{link}}\n\n" + _RING,
    ),
    "new_address": DefaultWords("Ask {{name}} for a new address", "A message came back: {{what}}"),
}  # fmt: skip
