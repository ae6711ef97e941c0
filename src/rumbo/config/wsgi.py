"""The web application as servers want it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rumbo.config.settings")
application = get_wsgi_application()
