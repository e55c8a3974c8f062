"""The WSGI application that gunicorn serves."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")

application = get_wsgi_application()
import_module("config.checks").refuse_a_wrong_start()
import_module(
    settings.ROOT_URLCONF
)  # once before the fork, else every web process reads all pages at its first request
