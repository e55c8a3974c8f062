from django.urls import path

from placements.web import council, homes, shortages

urlpatterns = [
    path("agency/homes/", homes.homes, name="homes"),
    path("agency/homes/<uuid:household_id>/", homes.home_page, name="home_page"),
    path("council/", council.today, name="council_today"),
    path("council/referrals/", council.referrals, name="referrals"),
    path("council/referrals/new/", council.new_referral, name="new_referral"),
    path("council/referrals/<uuid:referral_id>/", council.referral, name="referral"),
    path(
        "council/referrals/<uuid:referral_id>/homes/<uuid:household_id>/",
        council.home_for_referral,
        name="home_for_referral",
    ),
    path("council/shortages/", shortages.shortages, name="shortages"),
    path("council/shortages/files/<slug:block>.<slug:form>", shortages.shortage_file, name="shortage_file"),
]
