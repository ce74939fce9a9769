"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from az_ms.environment import SettingsError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "az_ms.settings")

GUNICORN_CANNOT_BOOT = 3  # with this exit code of a worker gunicorn ends, with another it tries for ever

try:
    application = get_wsgi_application()
except SettingsError as error:
    print(error, file=sys.stderr)
    sys.exit(GUNICORN_CANNOT_BOOT)
