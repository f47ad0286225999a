"""Server entry."""

import os

from django.core.wsgi import get_wsgi_application

from beffroi.lib.collector import settle

from .arrivals import Arrivals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{__package__}.settings")
application = Arrivals(get_wsgi_application())
settle()
