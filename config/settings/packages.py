"""For the commands that look at packages and nothing else: the house without its website, whose Wagtail is half of what
takes time to read."""

from . import *
from .base import INSTALLED_APPS as _EVERYTHING

_WEBSITE = ("beffroi.website", "wagtail", "modelcluster", "taggit")

INSTALLED_APPS = [app for app in _EVERYTHING if not app.startswith(_WEBSITE)]
