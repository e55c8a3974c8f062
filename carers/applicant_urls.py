"""The applicant's addresses: apply, answer by link, my application.

Every act names its form: one person may apply at several services. Addresses without a form were sent in messages
and stand in bookmarks: they lead on (`carers.applications.pages.old_addresses`), and take no act.
"""

from django.urls import path

from carers.applications.pages import (
    apply,
    apply_claim,
    apply_list,
    apply_section,
    documents,
    handed_in,
    my_application,
    my_application_list,
    old_addresses,
    respond,
    way_back,
)

_MINE = "my-application/<uuid:form_id>/"
_SECTION = f"{_MINE}apply/sections/<slug:key>/"

urlpatterns = [
    path("my-application/", my_application_list.my_applications, name="my_application"),
    path("my-application/way-back/", way_back.way_back, name="way_back"),
    path(_MINE, my_application.my_application, name="my_application_page"),
    path(f"{_MINE}apply/", apply.tasks, name="apply"),
    path(f"{_MINE}apply/check/", apply.check, name="apply_check"),
    path(f"{_MINE}apply/done/", apply.done, name="apply_done"),
    path(_SECTION, apply_section.section, name="apply_section"),
    path(f"{_SECTION}add/", apply_list.item, name="apply_item_add"),
    path(f"{_SECTION}<slug:item_id>/", apply_list.item, name="apply_item"),
    path(f"{_SECTION}<slug:item_id>/remove/", apply_list.remove_item, name="apply_item_remove"),
    path(f"{_MINE}ask/<slug:kind>/<slug:item>/", my_application.ask_respondent, name="ask_respondent"),
    path(f"{_MINE}contact/", my_application.contact, name="my_contact"),
    path(f"{_MINE}pause/", my_application.pause, name="my_pause"),
    path(f"{_MINE}withdraw/", my_application.withdraw, name="my_withdraw"),
    path(f"{_MINE}ask-again/", my_application.ask_again, name="my_ask_again"),
    path(f"{_MINE}data/", my_application.data, name="my_data"),
    path(f"{_MINE}documents/", documents.my_documents, name="my_documents"),
    path(f"{_MINE}documents/<uuid:document_id>/", documents.my_document, name="my_document"),
    path(f"{_MINE}tell-us/<slug:milestone>/", my_application.tell_us, name="tell_us"),
    path("apply/open/<uuid:agency_id>/<str:secret>/", apply_claim.claim, name="claim_form"),
    path("answer/<uuid:agency_id>/<str:secret>/", respond.respond, name="respond"),
    path("apply/", old_addresses.old_address, {"part": "apply/"}, name="old_apply"),
    path("apply/<path:rest>", old_addresses.old_address, {"part": "apply/"}, name="old_apply_page"),
    path("my-application/<path:rest>", old_addresses.old_address, {"part": ""}, name="old_my_application"),
    path("agency/documents/<uuid:document_id>/", documents.agency_document, name="agency_document"),
    path("agency/applications/<uuid:application_id>/answers/", handed_in.answers, name="application_answers"),
    path(
        "agency/applications/<uuid:application_id>/answers/<slug:key>/reopen/",
        handed_in.reopen,
        name="reopen_section",
    ),
    path("agency/feedback/", handed_in.feedback, name="feedback"),
]
