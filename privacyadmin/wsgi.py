"""The web, as gunicorn finds it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
application = get_wsgi_application()
gc.freeze()        # what was loaded stays: the collector need not walk through it on every page
