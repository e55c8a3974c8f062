from django.urls import path

from accounts.access.pages import doors, joining, organisation, role_requests, settings
from accounts.outbox.pages import callbacks, links, mailbox, operations
from accounts.pages import views as pages
from accounts.records.pages import retention

urlpatterns = [
    path("sign-in/once/<str:uid>/<str:token>/", doors.login_once, name="login_once"),
    path("join/<str:token>/", joining.join, name="join"),
    path("home/", doors.home, name="home"),
    path("organisations/", doors.organisations, name="organisations"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("development/mailbox/", mailbox.mailbox, name="mailbox"),
    path("messages/stop/<str:token>/", links.unsubscribe, name="unsubscribe"),
    path("messages/go/<str:token>/", links.message_link, name="message_link"),
    path("callbacks/notify/delivery", callbacks.notify_delivery, name="notify_delivery"),
    path("callbacks/relay", callbacks.relay_report, name="relay_report"),
    path("callbacks/texts", callbacks.text_received, name="text_received"),
    path("operations/", operations.overview, name="operations"),
    path("operations/messages/again/", operations.send_given_up, name="send_given_up"),
    path("operations/messages/service/again/", operations.send_service_given_up, name="send_service_given_up"),
    path("operations/messages/<uuid:message_id>/", operations.settle_message, name="settle_message"),
    path("settings/organisation/", organisation.organisation, name="organisation"),
    path("settings/team/", settings.team_list, name="team"),
    path("settings/team/new/", settings.invite, name="invite"),
    path("settings/team/<uuid:membership_id>/roles/", settings.change_roles, name="change_roles"),
    path("settings/team/<uuid:membership_id>/end/", settings.end_membership, name="end_membership"),
    path("settings/team/ask/", role_requests.ask_for_somebody_new, name="ask_for_somebody_new"),
    path("settings/team/<uuid:membership_id>/ask/", role_requests.ask_for_roles, name="ask_for_roles"),
    path("settings/team/requests/<uuid:request_id>/confirm/", role_requests.confirm, name="confirm_roles"),
    path("settings/team/requests/<uuid:request_id>/refuse/", role_requests.refuse, name="refuse_roles"),
    path("settings/keys/", settings.keys, name="program_keys"),
    path("settings/keys/<uuid:key_id>/revoke/", settings.revoke_key, name="revoke_key"),
    path("settings/audit/", settings.audit, name="audit"),
    path("settings/kept/", retention.overview, name="retention"),
    path("settings/kept/<slug:rule>/", retention.period, name="retention_period"),
    path("settings/kept/holds/<uuid:hold_id>/end/", retention.end_hold, name="retention_end_hold"),
    path("settings/kept/records/<uuid:record_id>/", retention.hold, name="retention_hold"),
]
