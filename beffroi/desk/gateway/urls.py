"""Addresses of the connectors."""

from django.urls import path

from . import views

urlpatterns = [
    path("connecteurs/", views.connectors, name="connectors"),
    path("connecteurs/<uuid:connector_id>/", views.connector, name="connector"),
    path("connecteurs/<uuid:connector_id>/approuver/", views.approve, name="connector_approve"),
    path("connecteurs/<uuid:connector_id>/retirer/", views.withdraw, name="connector_withdraw"),
    path("connecteurs/<uuid:connector_id>/secret/", views.secret, name="connector_secret"),
    path("connecteurs/<uuid:connector_id>/essayer/", views.attempt, name="connector_try"),
]
