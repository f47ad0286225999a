"""Addresses of the desk about people, in the namespace ``desk``."""

from django.urls import path

from . import views

urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("deconnexion/", views.sign_out, name="sign_out"),
]
