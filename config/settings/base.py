"""What is installed, where things lie, which languages."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from ..env import read

ENV = read()
#: ``config`` in the repository, ``beffroi.config`` in the wheel.
CONFIG = __name__.rsplit(".settings", 1)[0]
ROOT = Path(__file__).resolve().parents[2]

MODE = ENV.mode
DEMONSTRATION = ENV.mode == "demo"
DEBUG = ENV.debug
HOME = ENV.home.resolve()
CATALOGUE_DIRS = [ROOT / "catalogue", *([ENV.extra_dir / "catalogue"] if ENV.extra_dir else [])]
COMMUNES_DIRS = [ROOT / "communes", *([ENV.extra_dir / "communes"] if ENV.extra_dir else [])]
COMMUNE = ENV.commune
BASE_URL = ENV.base_url.rstrip("/")

INSTALLED_APPS = [
    # the house, from the ground up
    "beffroi.lib",
    "beffroi.journal",
    "beffroi.search",
    "beffroi.territory",
    "beffroi.people",
    "beffroi.documents",
    "beffroi.correspondence",
    "beffroi.payments",
    "beffroi.gateway",
    "beffroi.procedures",
    "beffroi.cases",
    "beffroi.ui",
    "beffroi.website",
    "beffroi.portal",
    "beffroi.desk",
    "beffroi.cli",
    f"{CONFIG}.apps.WiringConfig",
    # furniture from elsewhere
    "django_cotton.apps.SimpleAppConfig",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = f"{CONFIG}.urls"
WSGI_APPLICATION = f"{CONFIG}.wsgi.application"
SILENCED_SYSTEM_CHECKS: list[str] = []

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("nl", _("néerlandais")), ("de", _("allemand")), ("en", _("anglais"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
LOCALE_PATHS = [ROOT / "beffroi" / "locale" if (ROOT / "beffroi").is_dir() else ROOT / "locale"]
USE_I18N = True
WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
WAGTAIL_SITE_NAME = "Beffroi"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nothing is fetched from third parties
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Done under /compte/, where an address is confirmed and attempts are counted.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_WORKFLOW_ENABLED = False  # whoever may write may publish: no moderator is appointed
WAGTAILDOCS_SERVE_METHOD = "serve_view"
