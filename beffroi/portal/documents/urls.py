"""Addresses of verification."""

from django.urls import path

from . import views

urlpatterns = [path("verifier/", views.verify, name="verify")]
