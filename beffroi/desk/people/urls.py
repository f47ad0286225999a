"""Addresses of the desk about people, in the namespace ``desk``."""

from django.urls import path

from . import identity, views

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("identite/", identity.check, name="identity"),
]
