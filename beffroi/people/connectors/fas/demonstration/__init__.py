"""A federal authentication service of its own, with fictional people, for ``beffroi demo`` and the tests.

It speaks the protocol of ``..openid`` over real HTTP: authorization page, token endpoint that refuses
``scope``, userinfo as a signed JWT, JWK set. Its keys live as long as the process. It refuses to start in
production.
"""

from .provider import Client, DemonstrationCitizen, Provider
from .server import DemonstrationRefused, DemonstrationServer, serve

__all__ = [
    "Client",
    "DemonstrationCitizen",
    "DemonstrationRefused",
    "DemonstrationServer",
    "Provider",
    "serve",
]
