"""Addresses of the site that are not Wagtail pages."""

from django.urls.resolvers import URLPattern, URLResolver

app_name = "website"
urlpatterns: list[URLPattern | URLResolver] = []
