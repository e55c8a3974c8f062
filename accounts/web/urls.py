from django.urls import path

from accounts.web import pages

urlpatterns = [
    path("sign-in/once/<str:uid>/<str:token>/", pages.login_once, name="login_once"),
    path("home/", pages.home, name="home"),
    path("organisations/", pages.organisations, name="organisations"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("development/mailbox/", pages.mailbox, name="mailbox"),
]
