"""Trust files: what an auditor believes from elsewhere and holds a file against.

Implements section 5 of docs/bundle-format.md, with the signers of docs/verify.md section 4. A trust file is written and
kept by the auditor; nothing that is being verified may change it. This module reads no files and judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from .attestation import LARGEST_CHAIN_ID, Domain, parse_uint64
from .basis import SignerKind
from .document import parse_json_strict
from .errors import ConfigurationError, InputError
from .fields import exact_fields, parse_list, parse_number, parse_text
from .hexadecimal import parse_address, parse_hex

TRUST_FORMAT: Final = "labour-ledger/trust@1"
LARGEST_TRUST_BYTES: Final = 2**22
"""A trust file is made by a person; a larger one is some other file."""
MOST_LISTED: Final = 10_000
FINALITIES: Final = ("latest", "safe", "finalized")

_REQUIRED: Final = ("format", "chainId", "contract")
_OPTIONAL: Final = (
    "contractCodeHash",
    "council",
    "councilCodeHash",
    "chainProfile",
    "trustedBlocks",
    "greatestBlockAgeSeconds",
    "endpoints",
    "signers",
)
_SIGNER_KINDS: Final = {"account": SignerKind.ACCOUNT, "contract": SignerKind.CONTRACT}
_LARGEST_SECONDS: Final = 2**32


class Signer(NamedTuple):
    """An issuer that the auditor knows: its address, its kind of key, and who it is if the auditor wrote that down."""

    address: bytes
    kind: SignerKind = SignerKind.ACCOUNT
    name: str = ""


class ChainProfile(NamedTuple):
    """What a block header of the chain looks like, and how final a block has to be."""

    header_fields: int
    finality: str
    time_tolerance_s: int


class TrustedBlock(NamedTuple):
    """A block that the auditor believes to be on the chain; the time is for people."""

    number: int
    hash: bytes
    timestamp: int | None = None


class Endpoints(NamedTuple):
    """Nodes that may be asked for block hashes, and how many of them have to agree."""

    urls: tuple[str, ...]
    agree: int


@dataclass(frozen=True, slots=True)
class Trust:
    """A parsed trust file; what only bundles need may be absent."""

    domain: Domain
    contract_code_hash: bytes | None = None
    council: bytes | None = None
    council_code_hash: bytes | None = None
    chain_profile: ChainProfile | None = None
    trusted_blocks: tuple[TrustedBlock, ...] = ()
    greatest_block_age_s: int | None = None
    endpoints: Endpoints | None = None
    signers: Mapping[bytes, Signer] = field(default_factory=dict)
    """By their 20-byte address; empty where the file lists none."""


def parse_trust(data: bytes) -> Trust:
    """Parse a trust file strictly.

    Args:
        data: UTF-8 JSON text.

    Raises:
        ConfigurationError: Not strict JSON, another format, or a field missing, unknown, repeated or out of range.
    """
    try:
        if len(data) > LARGEST_TRUST_BYTES:
            raise InputError(f"larger than {LARGEST_TRUST_BYTES // 2**20} MiB")
        return _trust_from_json(parse_json_strict(data, what="JSON"))
    except InputError as error:
        raise ConfigurationError(
            f"trust file: {error.message}",
            hint=error.hint or "docs/verify.md, sections 1 and 4, show what a trust file looks like.",
            context=error.context,
        ) from error


def _trust_from_json(value: object) -> Trust:
    if isinstance(value, dict) and value.get("format") != TRUST_FORMAT:
        raise InputError(f"format: must be {TRUST_FORMAT}")
    fields = exact_fields(value, _REQUIRED, "top level", optional=_OPTIONAL)
    chain_id = parse_number(fields["chainId"], "chainId", lowest=1, highest=LARGEST_CHAIN_ID)
    return Trust(
        domain=Domain(chain_id, parse_address(fields["contract"], "contract")),
        contract_code_hash=_optional_hash(fields, "contractCodeHash"),
        council=parse_address(fields["council"], "council") if "council" in fields else None,
        council_code_hash=_optional_hash(fields, "councilCodeHash"),
        chain_profile=_parse_profile(fields["chainProfile"]) if "chainProfile" in fields else None,
        trusted_blocks=_parse_blocks(fields.get("trustedBlocks", [])),
        greatest_block_age_s=_optional_seconds(fields, "greatestBlockAgeSeconds"),
        endpoints=_parse_endpoints(fields["endpoints"]) if "endpoints" in fields else None,
        signers=_parse_signers(fields.get("signers", [])),
    )


def _optional_hash(fields: Mapping[str, object], name: str) -> bytes | None:
    return parse_hex(fields[name], 32, name) if name in fields else None


def _optional_seconds(fields: Mapping[str, object], name: str) -> int | None:
    return _parse_seconds(fields[name], name) if name in fields else None


def _parse_seconds(value: object, where: str) -> int:
    return parse_number(value, where, lowest=0, highest=_LARGEST_SECONDS)


def _parse_profile(value: object) -> ChainProfile:
    fields = exact_fields(value, ("headerFields", "finality", "timeToleranceSeconds"), "chainProfile")
    finality = fields["finality"]
    if not isinstance(finality, str) or finality not in FINALITIES:
        raise InputError(f"chainProfile.finality: must be one of {', '.join(FINALITIES)}")
    return ChainProfile(
        # the bounds of `header`, which is not imported for two numbers: start-up time counts
        header_fields=parse_number(fields["headerFields"], "chainProfile.headerFields", lowest=16, highest=32),
        finality=finality,
        time_tolerance_s=_parse_seconds(fields["timeToleranceSeconds"], "chainProfile.timeToleranceSeconds"),
    )


def _parse_blocks(value: object) -> tuple[TrustedBlock, ...]:
    blocks = []
    for place, item in enumerate(parse_list(value, "trustedBlocks", most=MOST_LISTED)):
        where = f"trustedBlocks[{place}]"
        fields = exact_fields(item, ("number", "hash"), where, optional=("timestamp",))
        blocks.append(
            TrustedBlock(
                number=parse_uint64(fields["number"], f"{where}.number"),
                hash=parse_hex(fields["hash"], 32, f"{where}.hash"),
                timestamp=parse_uint64(fields["timestamp"], f"{where}.timestamp") if "timestamp" in fields else None,
            )
        )
    _refuse_repeated([block.number for block in blocks], "trustedBlocks", "number")
    return tuple(blocks)


def _parse_endpoints(value: object) -> Endpoints:
    fields = exact_fields(value, ("urls", "agree"), "endpoints")
    urls = [
        parse_text(url, f"endpoints.urls[{place}]", longest=2_000)
        for place, url in enumerate(parse_list(fields["urls"], "endpoints.urls", most=100))
    ]
    for place, url in enumerate(urls):
        if not url.startswith(("http://", "https://")):
            raise InputError(f"endpoints.urls[{place}]: must begin with http:// or https://")
    if not urls:
        raise InputError("endpoints.urls: at least one", hint="Leave endpoints out when no node is to be asked.")
    _refuse_repeated(urls, "endpoints.urls", "address")
    return Endpoints(tuple(urls), parse_number(fields["agree"], "endpoints.agree", lowest=1, highest=len(urls)))


def _parse_signers(value: object) -> dict[bytes, Signer]:
    signers = []
    for place, item in enumerate(parse_list(value, "signers", most=MOST_LISTED)):
        where = f"signers[{place}]"
        fields = exact_fields(item, ("address",), where, optional=("name", "kind"))
        kind = fields.get("kind", "account")
        if not isinstance(kind, str) or kind not in _SIGNER_KINDS:
            raise InputError(f"{where}.kind: must be account or contract")
        signers.append(
            Signer(
                address=parse_address(fields["address"], f"{where}.address"),
                kind=_SIGNER_KINDS[kind],
                name=parse_text(fields["name"], f"{where}.name", longest=200) if "name" in fields else "",
            )
        )
    _refuse_repeated([signer.address for signer in signers], "signers", "address")
    return {signer.address: signer for signer in signers}


def _refuse_repeated(values: list[int] | list[str] | list[bytes], where: str, what: str) -> None:
    if len(set(values)) != len(values):
        raise InputError(f"{where}: the same {what} twice", hint="Which of the two is meant? Keep one.")
