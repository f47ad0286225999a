"""Addresses of the site that are not Wagtail pages."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from . import views

app_name = "website"
urlpatterns: list[URLPattern | URLResolver] = [
    path("recherche/", views.find, name="search"),
    path("robots.txt", views.robots, name="robots"),
]
