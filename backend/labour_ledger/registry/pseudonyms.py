"""Pseudonymised copies of lists, for demonstrations with generated verdicts.

Names and identifiers are replaced by ones made from a secret seed, and every name says "generated"; addresses and
coordinates are left out. Countries, sectors, groups, certifications and links stay as they are, so the copy has the
structure of the original. Without the seed nobody can go back from a name; who knows the original list well may still
recognise a site by its links.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from typing import Final

from .identifiers import Identifier
from .identity import secret_salt
from .lists.reading import LoadedList
from .lists.rows import ListedAddress, ListedLink, ListedSite, ListSource

SCHEME: Final = "generated"
_TOKEN_BYTES: Final = 10


def pseudonymise(loaded: LoadedList, seed: bytes) -> LoadedList:
    """Return the copy of a list in which nothing names a real site.

    The same seed gives the same names in every list, so that links still find their sites.

    Args:
        loaded: A list as read; rows that were refused are not in the copy, and its problems are left out, as they
            repeat what stood in cells.
        seed: 32 secret random bytes.

    Raises:
        SeedInvalid: The seed is not 32 bytes.
    """
    names = _Pseudonyms(seed)
    return replace(
        loaded,
        source=names.source(loaded.source),
        sites=tuple(names.site(site) for site in loaded.sites),
        links=tuple(names.link(link) for link in loaded.links),
        problems=(),
        country_spellings={},
        listed=frozenset(names.identifier(identifier) for identifier in loaded.listed),
    )


class _Pseudonyms:
    def __init__(self, seed: bytes) -> None:
        self._secret = secret_salt(seed, "pseudonyms", "")

    def site(self, site: ListedSite) -> ListedSite:
        token = self._token("site", site.key)
        return replace(
            site,
            key=f"{SCHEME}|{token}",
            name=f"Site {token[:8]} (generated)",
            alternative_names=(),
            address=ListedAddress(),
            latitude="",
            longitude="",
            precision="",
            identifiers=tuple(self.identifier(identifier) for identifier in site.identifiers),
            parent=self._organisation("Parent", site.parent),
            group=self._organisation("Group", site.group),
            supplies=tuple(self.identifier(identifier) for identifier in site.supplies),
            generated=True,
            source=self.source(site.source),
        )

    def link(self, link: ListedLink) -> ListedLink:
        return replace(
            link,
            buyer=self._organisation("Brand", link.buyer),
            seller=self.identifier(link.seller),
            source=self.source(link.source),
        )

    def identifier(self, identifier: Identifier) -> Identifier:
        return Identifier(SCHEME, f"g-{self._token('identifier', str(identifier))}")

    def source(self, source: ListSource) -> ListSource:
        """Return a source that names no list: its title or hash would lead to the real rows."""
        return ListSource(
            title="Pseudonymised copy of a list (generated)",
            publisher="",
            edition="",
            licence="",
            file_hash=hmac.digest(self._secret, b"file\n" + source.file_hash, hashlib.sha256),
        )

    def _organisation(self, word: str, name: str) -> str:
        return f"{word} {self._token(word, name)[:8]} (generated)" if name else ""

    def _token(self, purpose: str, text: str) -> str:
        digest = hmac.digest(self._secret, f"{purpose}\n{text}".encode(), hashlib.sha256)
        return base64.b32encode(digest[:_TOKEN_BYTES]).decode("ascii")
