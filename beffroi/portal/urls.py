"""Addresses of this door, one folder per room."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("beffroi.portal.people.urls")),
]
