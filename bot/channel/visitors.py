"""Who is asking: the origin of the page, the network behind the proxies, and the language of the browser."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from bot.channel.problems import Problem
from bot.content import Language
from bot.peers import Network, network_of

_BY_TAG = {"nb": Language.NB, "no": Language.NB, "nn": Language.NN, "en": Language.EN, "sv": Language.NB, "da": Language.NB}


@dataclass(frozen=True)
class Gate:
    """Which pages may speak to this service, and which proxies are believed."""

    own_origin: str
    allowed_origins: frozenset[str]
    trusted_proxies: tuple[Network, ...]

    def check_origin(self, request: web.Request) -> None:
        """A browser's request must come from a known page, by exact match; other programs send no Origin (A7)."""
        origin = request.headers.get("Origin")
        if origin is not None and not self.knows(origin, request):
            raise Problem(403, "Unknown origin", "This page may not use the chat.")

    def knows(self, origin: str, request: web.Request) -> bool:
        return origin in self.allowed_origins or origin in {self.own_origin, f"{request.scheme}://{request.host}"}

    def network_of(self, request: web.Request) -> str:
        """The visitor's IP address."""
        return network_of(request, self.trusted_proxies)


def gate(base_url: str, allowed_origins: tuple[str, ...], trusted_proxies: tuple[str, ...]) -> Gate:
    parts = urlsplit(base_url)
    return Gate(
        own_origin=f"{parts.scheme}://{parts.netloc}",
        allowed_origins=frozenset(allowed_origins),
        trusted_proxies=tuple(ipaddress.ip_network(network, strict=False) for network in trusted_proxies),
    )


def language_of(tag: object, request: web.Request) -> Language:
    """The language asked for, else the browser's first that is answered, else bokmål."""
    wanted = [tag] if isinstance(tag, str) else []
    wanted += [part.split(";")[0] for part in request.headers.get("Accept-Language", "").split(",")]
    for one in wanted:
        found = _BY_TAG.get(one.strip().lower().replace("_", "-").split("-")[0])
        if found is not None:
            return found
    return Language.NB
