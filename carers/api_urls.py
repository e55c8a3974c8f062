from rest_framework.routers import SimpleRouter

from accounts.api.views import UUID_IN_PATH
from carers.applications.api import documents, handed_in, links, my_applications, named_people
from carers.enquiries.api import contacting, sessions, views, workspace
from carers.followups.api import followups
from carers.homes.api import duties
from carers.public.api import first_steps

router = SimpleRouter(trailing_slash=False)
router.register("enquiries", views.EnquiryViewSet, basename="api_enquiries")
router.register(f"enquiries/(?P<enquiry>{UUID_IN_PATH})/contact", contacting.ContactViewSet, basename="api_contact")
router.register("could-i-foster", first_steps.CouldIFosterViewSet, basename="api_could_i_foster")
router.register("enquiry-drafts", first_steps.EnquiryDraftViewSet, basename="api_enquiry_drafts")
router.register("applications", views.ApplicationViewSet, basename="api_applications")
router.register("homes", views.HouseholdViewSet, basename="api_homes")
router.register("follow-up-kinds", followups.FollowUpKindViewSet, basename="api_followup_kinds")
router.register("follow-ups", followups.FollowUpViewSet, basename="api_followups")
router.register("sending-hours", followups.SendingHoursViewSet, basename="api_sending_hours")
router.register("my-applications", my_applications.MyApplicationViewSet, basename="api_my_applications")
router.register(documents.MY_PATH, documents.MyDocumentViewSet, basename="api_my_documents")
router.register("documents", documents.AgencyDocumentViewSet, basename="api_documents")
router.register("links", links.LinkViewSet, basename="api_links")
router.register("duties", duties.DutyViewSet, basename="api_duties")
router.register("last-dates", duties.LastDatesViewSet, basename="api_last_dates")
router.register("sessions", sessions.SessionViewSet, basename="api_sessions")
router.register("agency-settings", sessions.AgencySettingsViewSet, basename="api_agency_settings")
router.register("today", workspace.TodayViewSet, basename="api_today")
router.register("board", workspace.BoardViewSet, basename="api_board")
router.register("intake", workspace.IntakeViewSet, basename="api_intake")
router.register(f"applications/(?P<application>{UUID_IN_PATH})/checks", workspace.ChecksViewSet, basename="api_checks")
router.register(
    f"applications/(?P<application>{UUID_IN_PATH})/recommendation",
    workspace.RecommendationViewSet,
    basename="api_recommendation",
)
router.register(named_people.PEOPLE_PATH, named_people.NamedPeopleViewSet, basename="api_application_people")
router.register(handed_in.ANSWERS_PATH, handed_in.HandedInViewSet, basename="api_answers")
router.register("feedback", handed_in.FeedbackViewSet, basename="api_feedback")
router.register(r"imports/(?P<key>[a-z]+)", workspace.ImportViewSet, basename="api_imports")

urlpatterns = router.urls
