"""Addresses of background work."""

from django.urls import path

from . import views

urlpatterns = [
    path("travaux/", views.jobs, name="jobs"),
    path("travaux/<uuid:job_id>/relancer/", views.retry, name="job_retry"),
]
