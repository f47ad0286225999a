"""Headers, cookies and the content security policy."""

from csp.constants import NONE, SELF

from .base import BASE_URL, CONFIG, ENV

ALLOWED_HOSTS = [host.strip() for host in ENV.hosts.split(",") if host.strip()]
_https = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 2 * 3600
SESSION_ENGINE = f"{CONFIG}.sessions"
# Portal and desk keep separate sessions: the desk's cookie is only sent below its own path.
DESK_PATH = "/bureau/"
DESK_SESSION_COOKIE_NAME = "desk_session"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _https else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
X_FRAME_OPTIONS = "SAMEORIGIN"

EDITING_PATH = f"{DESK_PATH}site/"
EDITING_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-src 'self'; frame-ancestors 'self'; object-src 'none'; manifest-src 'self'"
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "manifest-src": [SELF],
        "object-src": [SELF],
        "frame-src": [SELF],
    },
}
CSRF_FAILURE_VIEW = "beffroi.ui.views.csrf_failure"
