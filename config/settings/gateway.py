"""Whom the connectors may call beside the public Internet."""

from .base import ENV

#: ``host:port`` of the programs inside the commune's own network that an approved connector may reach.
GATEWAY_INNER_HOSTS = frozenset(
    one.strip().lower() for one in ENV.gateway_inner_hosts.split(",") if one.strip()
)
#: Certificates of an authority of the commune's own; empty: those of this machine alone.
GATEWAY_CA_FILE = str(ENV.gateway_ca_file.resolve()) if ENV.gateway_ca_file else ""
