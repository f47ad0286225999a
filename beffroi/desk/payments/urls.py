"""Addresses of the till."""

from django.urls import path

from . import views

urlpatterns = [
    path("caisse/", views.till, name="till"),
    path("caisse/<uuid:request_id>/recu/", views.received, name="payment_received"),
]
