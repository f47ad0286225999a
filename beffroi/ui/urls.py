"""What the furniture itself serves: the colours of a commune, and the gallery of components."""

from django.conf import settings
from django.urls import path

from . import views

app_name = "ui"
urlpatterns = [
    path("langue/", views.language, name="language"),
    path("session/prolonger/", views.stay, name="stay"),
    path(f"{settings.DESK_PATH.strip('/')}/session/prolonger/", views.stay, name="stay_desk"),
    path("theme/galerie/", views.gallery, name="gallery"),
    path("theme/galerie/<slug:page>/", views.gallery, name="gallery_page"),
    path("theme/<slug:slug>-<str:fingerprint>.css", views.theme, name="theme"),
    path("theme/<slug:slug>-<str:fingerprint>.svg", views.logo, name="logo"),
]
