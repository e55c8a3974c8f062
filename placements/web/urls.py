from django.urls import path

from placements.web import council, homes, shortage_next, shortage_outcomes, shortage_reasons, shortages

urlpatterns = [
    path("agency/homes/", homes.homes, name="homes"),
    path("agency/homes/export/", homes.homes_export, name="homes_export"),
    path("agency/homes/connected/", homes.new_connected, name="new_connected"),
    path("agency/homes/<uuid:household_id>/", homes.home_page, name="home_page"),
    path("agency/homes/<uuid:household_id>/acts/<slug:act>/", homes.act_on_home, name="act_on_home"),
    path("agency/figures/", homes.figures, name="agency_figures"),
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
    path("council/shortages/why/", shortage_reasons.why, name="shortages_why"),
    path("council/shortages/closing/", shortage_reasons.closing, name="shortages_closing"),
    path("council/shortages/children/", shortage_outcomes.children, name="shortages_children"),
    path("council/shortages/recruitment/", shortage_outcomes.funnel, name="shortages_funnel"),
    path("council/shortages/england/", shortage_outcomes.england_page, name="shortages_england"),
    path("council/shortages/next/", shortage_next.next_months, name="shortages_next"),
    path(
        "council/shortages/what-ifs/<uuid:scenario_id>/remove/", shortage_next.remove_scenario, name="remove_scenario"
    ),
    path("council/data/", shortage_next.council_data, name="council_data"),
    path("council/data/<uuid:return_id>/", shortage_next.return_report, name="return_report"),
    path("council/data/<uuid:return_id>/findings.csv", shortage_next.return_findings, name="return_findings"),
    path("council/shortages/work-out/", shortage_reasons.work_out, name="shortages_work_out"),
    path("council/shortages/targets/<uuid:target_id>/<slug:verb>/", shortage_reasons.move_target, name="move_target"),
    path("agency/recruitment/", shortage_reasons.recruitment_asked, name="recruitment_asked"),
    path("agency/recruitment/<uuid:target_id>/<slug:verb>/", shortage_reasons.answer_target, name="answer_target"),
    path("council/shortages/files/<slug:block>.<slug:form>", shortages.shortage_file, name="shortage_file"),
]
