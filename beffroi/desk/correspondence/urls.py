"""Addresses of outgoing letters."""

from django.urls import path

from . import views

urlpatterns = [
    path("courrier/", views.letters, name="letters"),
    path("courrier/<uuid:delivery_id>/", views.letter, name="letter"),
    path("courrier/<uuid:delivery_id>/annexes/<uuid:document_id>/", views.enclosure, name="letter_enclosure"),
    path("courrier/<uuid:delivery_id>/imprime/", views.printed, name="letter_printed"),
]
