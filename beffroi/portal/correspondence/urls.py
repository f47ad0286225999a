"""Addresses of messages."""

from django.urls import path

from . import mailbox, views

urlpatterns = [
    path("mon-espace/messages/", views.notices, name="notices"),
    path("mon-espace/messages/<uuid:delivery_id>/", views.notice, name="notice"),
    path("mon-espace/messages/<uuid:delivery_id>/lu/", views.read, name="notice_read"),
    path("courrier-demo/", mailbox.box, name="mailbox"),
    path("courrier-demo/<slug:key>/", mailbox.mail, name="mailbox_mail"),
]
