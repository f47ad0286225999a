"""Addresses of the catalogue."""

from django.urls import path

from . import views

urlpatterns = [
    path("demarches/", views.catalogue, name="catalogue"),
    path("demarches/<slug:slug>/", views.start_page, name="procedure"),
    path("demarches/<slug:slug>/circuit.svg", views.picture, name="procedure_picture"),
    path("demarches/<slug:slug>/formulaire.pdf", views.paper_form, name="paper_form"),
    path("demarches/<slug:slug>/commencer/", views.begin, name="begin"),
]
