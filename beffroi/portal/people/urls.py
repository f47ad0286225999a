"""Addresses of the portal about people, in the namespace ``portal``."""

from django.urls import path

from . import views

urlpatterns = [
    path("compte/identification/", views.identify, name="identify"),
    path("compte/identification/retour/", views.identified, name="identified"),
    path("compte/confirmer-mon-identite/", views.step_up, name="step_up"),
    path("mon-espace/mes-donnees/", views.my_data, name="my_data"),
    path("mon-espace/mes-donnees/langue/", views.choose_language, name="choose_language"),
]
