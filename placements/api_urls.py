from rest_framework.routers import SimpleRouter

from placements.homes.api import my_home, ofsted, register
from placements.offers.api import choices, matching, views
from placements.referrals.api import drafts
from placements.shortages.api import open_data, shortage_acts, shortages

router = SimpleRouter(trailing_slash=False)
router.register("referrals", views.ReferralViewSet, basename="api_referrals")
router.register("referral-drafts", drafts.ReferralDraftViewSet, basename="api_referral_drafts")
router.register("shortages/now", shortages.NowViewSet, basename="api_shortages_now")
router.register("shortages/figures", shortages.FigureViewSet, basename="api_shortage_figures")
router.register("open-data", open_data.OpenDataViewSet, basename="api_open_data")
router.register("ofsted", ofsted.OfstedViewSet, basename="api_ofsted")
router.register("shortages/editions", shortages.EditionViewSet, basename="api_shortage_editions")
router.register("shortages/jobs", shortage_acts.ShortageJobViewSet, basename="api_shortage_jobs")
router.register("shortages/scenarios", shortage_acts.ScenarioViewSet, basename="api_scenarios")
router.register("shortages/targets", shortage_acts.TargetViewSet, basename="api_targets")
router.register("shortages/returns", shortage_acts.ReturnViewSet, basename="api_returns")
router.register("recruitment-asked", shortage_acts.AskedTargetViewSet, basename="api_asked_targets")
router.register("register", register.RegisterViewSet, basename="api_register")
router.register("my-home", my_home.MyHomeViewSet, basename="api_my_home")
router.register("inbox", matching.InboxViewSet, basename="api_inbox")
router.register("asks", matching.AskViewSet, basename="api_asks")
router.register("offers", matching.OfferViewSet, basename="api_offers")
router.register("gates", matching.GateViewSet, basename="api_gates")
router.register("placements", matching.PlacementViewSet, basename="api_placements")
router.register("notices", choices.NoticeViewSet, basename="api_notices")
router.register("match-rules", choices.MatchRulesViewSet, basename="api_match_rules")

urlpatterns = router.urls
