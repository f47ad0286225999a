"""Every address of the house, door by door."""

from django.conf import settings
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("compte/", include("beffroi.portal.people.allauth_urls")),
    path(f"{settings.DESK_PATH.strip('/')}/site/", include(wagtailadmin_urls)),
    path(f"{settings.DESK_PATH.strip('/')}/", include("beffroi.desk.urls")),
    path("", include("beffroi.ui.urls")),
    path("", include("beffroi.portal.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("beffroi.website.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "beffroi.ui.views.bad_request"
handler403 = "beffroi.ui.views.forbidden"
handler404 = "beffroi.ui.views.not_found"
handler500 = "beffroi.ui.views.server_error"
