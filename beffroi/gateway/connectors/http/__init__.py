"""Any program that speaks JSON over HTTPS. It is the port itself: there is one protocol, and no other adapter."""

from .client import Answer, NotThrough, send
from .request import Prepared, prepared

__all__ = ["Answer", "NotThrough", "Prepared", "prepared", "send"]
