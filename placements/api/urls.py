from rest_framework.routers import SimpleRouter

from placements.api import views

router = SimpleRouter(trailing_slash=False)
router.register("referrals", views.ReferralViewSet, basename="api_referrals")
router.register("shortages/now", views.ShortageViewSet, basename="api_shortages_now")

urlpatterns = router.urls
