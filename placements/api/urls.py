from rest_framework.routers import SimpleRouter

from placements.api import register, shortages, views

router = SimpleRouter(trailing_slash=False)
router.register("referrals", views.ReferralViewSet, basename="api_referrals")
router.register("shortages/now", shortages.NowViewSet, basename="api_shortages_now")
router.register("shortages/figures", shortages.FigureViewSet, basename="api_shortage_figures")
router.register("register", register.RegisterViewSet, basename="api_register")

urlpatterns = router.urls
