"""The addresses of allauth under ``/compte/``: only the screens we use, with French paths and allauth's own names.

Codes by e-mail, passkeys, telephone numbers and social accounts are not offered; eID and itsme are ``urls.identify``.
"""

from allauth.account import views
from django.urls import path, re_path

from .ways_in import WAYS

urlpatterns = [
    path("connexion/", views.LoginView.as_view(extra_context=WAYS), name="account_login"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("creer/", views.SignupView.as_view(extra_context=WAYS), name="account_signup"),
    path("ferme/", views.account_inactive, name="account_inactive"),
    path("adresse/", views.email, name="account_email"),
    path("adresse/message-envoye/", views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^adresse/confirmer/(?P<key>[-:\w]+)/$", views.confirm_email, name="account_confirm_email"),
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe/choisir/", views.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", views.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oublie/message-envoye/", views.password_reset_done, name="account_reset_password_done"
    ),
    re_path(
        r"^mot-de-passe/oublie/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("mot-de-passe/redonner/", views.reauthenticate, name="account_reauthenticate"),
]
