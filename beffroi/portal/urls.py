"""Addresses of this door, one folder per room."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("beffroi.portal.people.urls")),
    path("", include("beffroi.portal.procedures.urls")),
    path("", include("beffroi.portal.cases.urls")),
    path("", include("beffroi.portal.documents.urls")),
    path("", include("beffroi.portal.correspondence.urls")),
    path("", include("beffroi.portal.payments.urls")),
]
