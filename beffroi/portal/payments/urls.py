"""Addresses of payments."""

from django.urls import path

from . import views

urlpatterns = [
    path("mon-espace/dossiers/<uuid:case_id>/paiement/<uuid:request_id>/qr.svg", views.qr, name="payment_qr"),
]
