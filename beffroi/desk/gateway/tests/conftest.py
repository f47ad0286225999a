"""The cast of the commune, in front of the screens."""

from tests.support.doors import *  # noqa: F403
from tests.support.service import service as service
