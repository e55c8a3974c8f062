from django.urls import path

from carers.web import public, workspace

urlpatterns = [
    path("", public.home, name="public_home"),
    path("enquire/", public.enquire, name="enquire"),
    path("enquire/thank-you/", public.thanks, name="enquiry_thanks"),
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
