from django.urls import path

from carers.web import could_i_foster, enquire, places, public, questions, workspace

urlpatterns = [
    path("", public.home, name="public_home"),
    path("could-i-foster/", could_i_foster.start, name="could_i_foster"),
    path("could-i-foster/answer/", could_i_foster.result, name="could_i_foster_result"),
    path("could-i-foster/later/", could_i_foster.later, name="could_i_foster_later"),
    path("could-i-foster/later/thank-you/", could_i_foster.later_thanks, name="could_i_foster_later_thanks"),
    path("could-i-foster/<slug:key>/", could_i_foster.question, name="could_i_foster_question"),
    path("questions/", questions.topics, name="questions"),
    path("questions/<slug:slug>/", questions.topic, name="question"),
    path("services/", places.services, name="services"),
    path("figures/", places.figures, name="figures"),
    path("figures/<str:code>/", places.figures_of_council, name="figures_of_council"),
    path("enquire/", enquire.enquire, name="enquire"),
    path("enquire/check/", enquire.check, name="enquiry_check"),
    path("enquire/thank-you/", enquire.thanks, name="enquiry_thanks"),
    path("enquire/<slug:key>/", enquire.step, name="enquiry_step"),
    path("agency/", workspace.today, name="agency_today"),
    path("agency/people/", workspace.people, name="people"),
    path("agency/people/<uuid:enquiry_id>/", workspace.person, name="person"),
    path("agency/people/<uuid:enquiry_id>/move/", workspace.move_person, name="move_person"),
    path("agency/applications/<uuid:application_id>/", workspace.application, name="application"),
    path("agency/applications/<uuid:application_id>/move/", workspace.move_application, name="move_application"),
    path(
        "agency/applications/<uuid:application_id>/approve/",
        workspace.approve_application,
        name="approve_application",
    ),
]
