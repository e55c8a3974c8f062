"""The applicant's addresses: apply, answer by link, my application."""

from django.urls import path

from carers.web import apply, apply_claim, apply_list, apply_section, documents, handed_in, my_application, respond

urlpatterns = [
    path("apply/", apply.tasks, name="apply"),
    path("apply/check/", apply.check, name="apply_check"),
    path("apply/done/", apply.done, name="apply_done"),
    path("apply/sections/<slug:key>/", apply_section.section, name="apply_section"),
    path("apply/sections/<slug:key>/add/", apply_list.item, name="apply_item_add"),
    path("apply/sections/<slug:key>/<slug:item_id>/", apply_list.item, name="apply_item"),
    path("apply/sections/<slug:key>/<slug:item_id>/remove/", apply_list.remove_item, name="apply_item_remove"),
    path("apply/ask/<slug:kind>/<slug:item>/", my_application.ask_respondent, name="ask_respondent"),
    path("apply/open/<uuid:agency_id>/<str:secret>/", apply_claim.claim, name="claim_form"),
    path("answer/<uuid:agency_id>/<str:secret>/", respond.respond, name="respond"),
    path("my-application/", my_application.my_application, name="my_application"),
    path("my-application/contact/", my_application.contact, name="my_contact"),
    path("my-application/pause/", my_application.pause, name="my_pause"),
    path("my-application/withdraw/", my_application.withdraw, name="my_withdraw"),
    path("my-application/data/", my_application.data, name="my_data"),
    path("my-application/way-back/", my_application.way_back, name="way_back"),
    path("my-application/documents/", documents.my_documents, name="my_documents"),
    path("my-application/documents/<uuid:document_id>/", documents.my_document, name="my_document"),
    path("agency/documents/<uuid:document_id>/", documents.agency_document, name="agency_document"),
    path("my-application/tell-us/<slug:milestone>/", my_application.tell_us, name="tell_us"),
    path("agency/applications/<uuid:application_id>/answers/", handed_in.answers, name="application_answers"),
    path(
        "agency/applications/<uuid:application_id>/answers/<slug:key>/reopen/",
        handed_in.reopen,
        name="reopen_section",
    ),
    path("agency/feedback/", handed_in.feedback, name="feedback"),
]
