from rest_framework.routers import SimpleRouter

from placements.api import matching, my_home, ofsted, open_data, register, shortages, views

router = SimpleRouter(trailing_slash=False)
router.register("referrals", views.ReferralViewSet, basename="api_referrals")
router.register("shortages/now", shortages.NowViewSet, basename="api_shortages_now")
router.register("shortages/figures", shortages.FigureViewSet, basename="api_shortage_figures")
router.register("open-data", open_data.OpenDataViewSet, basename="api_open_data")
router.register("ofsted", ofsted.OfstedViewSet, basename="api_ofsted")
router.register("register", register.RegisterViewSet, basename="api_register")
router.register("my-home", my_home.MyHomeViewSet, basename="api_my_home")
router.register("inbox", matching.InboxViewSet, basename="api_inbox")
router.register("asks", matching.AskViewSet, basename="api_asks")
router.register("offers", matching.OfferViewSet, basename="api_offers")
router.register("gates", matching.GateViewSet, basename="api_gates")
router.register("placements", matching.PlacementViewSet, basename="api_placements")

urlpatterns = router.urls
