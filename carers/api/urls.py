from rest_framework.routers import SimpleRouter

from carers.api import followups, my_applications, views, workspace

router = SimpleRouter(trailing_slash=False)
router.register("enquiries", views.EnquiryViewSet, basename="api_enquiries")
router.register("applications", views.ApplicationViewSet, basename="api_applications")
router.register("homes", views.HouseholdViewSet, basename="api_homes")
router.register("follow-up-kinds", followups.FollowUpKindViewSet, basename="api_followup_kinds")
router.register("follow-ups", followups.FollowUpViewSet, basename="api_followups")
router.register("sending-hours", followups.SendingHoursViewSet, basename="api_sending_hours")
router.register("my-applications", my_applications.MyApplicationViewSet, basename="api_my_applications")
router.register("links", my_applications.LinkViewSet, basename="api_links")

urlpatterns = router.urls
