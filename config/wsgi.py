"""Server entry."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from .arrivals import Arrivals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{__package__}.settings")
application = Arrivals(get_wsgi_application())
gc.freeze()  # what is loaded by now stays: the collector need not walk through all of Wagtail again and again
