from rest_framework.routers import SimpleRouter

from carers.api import views

router = SimpleRouter(trailing_slash=False)
router.register("enquiries", views.EnquiryViewSet, basename="api_enquiries")
router.register("applications", views.ApplicationViewSet, basename="api_applications")
router.register("homes", views.HouseholdViewSet, basename="api_homes")

urlpatterns = router.urls
