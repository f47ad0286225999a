"""Addresses of the floor."""

from django.contrib.auth.views import LoginView
from django.urls import path

from .views import Check, Page, Ready, Receipt, Start

urlpatterns = [
    path("", Start.as_view(), name="start"),
    path("ready/", Ready.as_view(), name="ready"),
    path("login/", LoginView.as_view(template_name="wizard/login.html"), name="login"),
    path("<uuid:draft_id>/check/", Check.as_view(), name="check"),
    path("<uuid:draft_id>/<slug:step>/", Page.as_view(), name="page"),
    path("receipt/<uuid:pk>/", Receipt.as_view(), name="receipt"),
]
