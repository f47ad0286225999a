"""Keys, stored files and static assets."""

import secrets
from contextlib import suppress
from pathlib import Path

from beffroi.lib.vault import create_key_file, write_once

from .base import DEBUG, ENV, HOME, ROOT

KEYS_FILE = (ENV.keys_file or HOME / "keys.json").resolve()
if not KEYS_FILE.exists():
    with suppress(FileExistsError):  # another process that starts at the same moment has just made it
        create_key_file(KEYS_FILE)


def _secret(path: Path) -> str:
    if not path.exists():
        with suppress(FileExistsError):
            write_once(path, secrets.token_urlsafe(64))
    return path.read_text().strip()


SECRET_KEY = _secret((ENV.secret_key_file or HOME / "secret_key").resolve())

#: Encrypted files of cases and documents; never served by the web server itself.
FILES_DIR = HOME / "files"
#: Certificates and keys of the commune's seal and of the demonstration authorities.
SEAL_DIR = HOME / "seal"
CLAMAV_SOCKET = ENV.clamav_socket
#: Largest file a citizen may send, in bytes.
FILE_MAX_BYTES = 15 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

#: Images and files of the public site only (Wagtail).
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
_ = ROOT
