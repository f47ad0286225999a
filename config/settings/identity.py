"""Who may sign in, and how."""

from .base import CONFIG, ENV

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [f"{CONFIG}.accounts.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mon-espace/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "beffroi.portal.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True  # one address per account; the old one holds until the new one is confirmed
_FORMS = "beffroi.portal.people.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "signup": f"{_FORMS}.SignUpForm",
    "reset_password": f"{_FORMS}.ForgottenForm",
    "reset_password_from_key": f"{_FORMS}.NewPasswordForm",
    "set_password": f"{_FORMS}.FirstPasswordForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "add_email": f"{_FORMS}.AddressForm",
    "reauthenticate": f"{_FORMS}.AgainForm",
}

# eID and itsme are not a social account of allauth: docs/decisions/0022.
FAS_ISSUER = ENV.fas_issuer
FAS_CLIENT_ID = ENV.fas_client_id
FAS_CLIENT_SECRET = ENV.fas_client_secret_file.read_text().strip() if ENV.fas_client_secret_file else ""
