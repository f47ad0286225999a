"""Settings by subject; each file answers one question of an operator."""

from .base import *
from .database import *
from .files import *
from .gateway import *
from .identity import *
from .logs import *
from .mail import *
from .security import *
from .web import *
