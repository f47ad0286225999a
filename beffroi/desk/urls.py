"""Addresses of this door, one folder per room."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("beffroi.desk.people.urls")),
    path("", include("beffroi.desk.cases.urls")),
    path("", include("beffroi.desk.payments.urls")),
    path("", include("beffroi.desk.correspondence.urls")),
    path("", include("beffroi.desk.procedures.urls")),
    path("", include("beffroi.desk.gateway.urls")),
    path("", include("beffroi.desk.journal.urls")),
]
