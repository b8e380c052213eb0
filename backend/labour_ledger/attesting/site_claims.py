"""Claims of sites: a party asks to be named the controller of one, with evidence by hash, and somebody lets it.

The claimant signs the change of controller that the contract takes (`ControllerChange`), and beside it what its
evidence is. The present controller, or a registrar for the country, signs the same change; only then is it sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from labour_ledger.attesting.request_files import (
    RequestInvalid,
    named_request,
    parse_uint64,
    read_request,
    require_domain,
    require_signature,
    require_signed,
    sign_request,
)
from labour_ledger.chain import calls
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.desk_types import SiteClaim
from labour_ledger.chain.signed_types import ControllerChange
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger.chain.submit import Relay, Submission
from labour_ledger.errors import InputError
from labour_ledger.schemas.personal_data import refuse_personal_words
from labour_ledger_verify.attestation import Domain, digest
from labour_ledger_verify.document import LARGEST_INTEGER, document_hash
from labour_ledger_verify.fields import exact_fields, parse_number
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import parse_address, parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.keccak import keccak256

CLAIM_FORMAT: Final = "labour-ledger/site-claim@1"
TIME_TO_DECIDE_S: Final = 30 * 86_400
"""A claim that nobody decided within a month should not turn up later."""
_WHAT: Final = "claim"
_LONGEST_NOTE: Final = 500
_LONGEST_NAME: Final = 200
_HASH_BYTES: Final = 32
_ALGORITHM: Final = "keccak256"
_CLAIM_FIELDS: Final = ("subject", "controller", "issuer", "nonce", "deadline")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that a claim rests on; it stays with the claimant until the desk asks for it.

    Attributes:
        name: Of the file.
        hash: keccak-256 of its bytes, 32 bytes.
        size: In bytes.
    """

    name: str
    hash: bytes
    size: int

    @classmethod
    def of(cls, name: str, data: bytes) -> Evidence:
        """Return the evidence that a file's bytes are."""
        return cls(name, keccak256(data), len(data))

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {"name": self.name, "algorithm": _ALGORITHM, "hash": to_hex(self.hash), "size": self.size}


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A claim that nobody has signed yet; the claimant signs both `change` and `claim`.

    Attributes:
        change: What the contract will be given.
        document: What the claim rests on: evidence and note, with a salt.
    """

    change: ControllerChange
    document: Mapping[str, Any]

    @property
    def claim(self) -> SiteClaim:
        """What binds the evidence to the change."""
        return SiteClaim(self.change.issuer, self.change.struct_hash(), document_hash(self.document))

    def to_json(self, domain: Domain) -> dict[str, object]:
        """Return the content of a claim file whose two signatures are still null."""
        return {
            "format": CLAIM_FORMAT,
            "domain": domain.to_json(),
            "change": {
                "subject": to_hex(self.change.subject),
                "controller": str(self.change.controller),
                "issuer": to_checksum_address(self.change.issuer),
                "nonce": str(self.change.nonce),
                "deadline": str(self.change.deadline),
            },
            "changeSignature": None,
            "document": dict(self.document),
            "claimSignature": None,
        }


@dataclass(frozen=True, slots=True)
class SignedClaim:
    """A claim whose evidence is signed for.

    Attributes:
        domain: The ledger that it is for.
        change: What the contract will be given.
        change_signature: The claimant's, over the change.
        document: What the claim rests on: evidence and note, with a salt.
        claim_signature: The claimant's, over change and document.
    """

    domain: Domain
    change: ControllerChange
    change_signature: bytes
    document: Mapping[str, Any]
    claim_signature: bytes

    @property
    def claim(self) -> SiteClaim:
        """What binds the evidence to the change."""
        return ClaimDraft(self.change, self.document).claim

    @property
    def request_id(self) -> bytes:
        """What the claim's signature is over, 32 bytes."""
        return digest(self.domain.separator, self.claim.struct_hash())

    def to_json(self) -> dict[str, object]:
        """Return the content of a claim file."""
        return {
            **ClaimDraft(self.change, self.document).to_json(self.domain),
            "changeSignature": to_hex(self.change_signature),
            "claimSignature": to_hex(self.claim_signature),
        }


def draft_claim(
    subject: bytes, controller: int, evidence: Sequence[Evidence], note: str, *, issuer: bytes, now: int
) -> ClaimDraft:
    """Return what a party signs to claim a site.

    Args:
        subject: The site, 32 bytes.
        controller: Number of the claiming party, of which `issuer` is a key.
        evidence: What it rests on.
        note: More words for the desk, at most 500 characters, or empty.
        issuer: Address of a key of the party, an account's, 20 bytes.
        now: Unix seconds, the chain's time.

    Raises:
        RequestInvalid: The note is too long.
        PersonalDataRefused: The note or a file's name seems to hold personal data.
    """
    document = {
        "salt": to_hex(secrets.token_bytes(32)),
        "evidence": [item.to_json() for item in evidence],
        **({"note": note} if note else {}),
    }
    _check_document(document, _WHAT)
    change = ControllerChange(subject, controller, issuer, secrets.randbits(64), now + TIME_TO_DECIDE_S)
    return ClaimDraft(change, document)


def sign_claim(
    subject: bytes,
    controller: int,
    evidence: Sequence[Evidence],
    note: str,
    *,
    domain: Domain,
    signer: Signer,
    now: int,
) -> SignedClaim:
    """Return the claim of a party, signed by a key of it that is an account; other arguments as `draft_claim`.

    Raises:
        RequestInvalid: The key is a contract wallet's, or the note is too long.
        PersonalDataRefused: The note or a file's name seems to hold personal data.
    """
    draft = draft_claim(subject, controller, evidence, note, issuer=signer.address, now=now)
    return SignedClaim(
        domain,
        draft.change,
        sign_typed(signer, domain, draft.change),
        draft.document,
        sign_request(signer, domain, draft.claim, what=_WHAT),
    )


def parse_claim(data: bytes, *, domain: Domain, what: str = _WHAT) -> SignedClaim:
    """Read a claim file and check both signatures.

    Args:
        data: Its bytes.
        domain: The ledger that it must be for.
        what: Its name, for errors.

    Raises:
        RequestInvalid: Another format, a field missing or out of range, another ledger, or a signature that does not
            hold.
        PersonalDataRefused: The note or a file's name seems to hold personal data.
    """
    names = ("domain", "change", "changeSignature", "document", "claimSignature")
    value = read_request(data, CLAIM_FORMAT, names, what=what)
    require_signed(value, "changeSignature", "claimSignature", what=what)
    with named_request(what):
        fields = exact_fields(value["change"], _CLAIM_FIELDS, f"{what}: change")
        change = ControllerChange(
            subject=parse_hex(fields["subject"], 32, "change.subject"),
            controller=parse_uint64(fields["controller"], what),
            issuer=parse_address(fields["issuer"], "change.issuer"),
            nonce=parse_uint64(fields["nonce"], what),
            deadline=parse_uint64(fields["deadline"], what),
        )
        found = Domain.from_json(value["domain"])
        change_signature = parse_hex(value["changeSignature"], None, "changeSignature")
        claim_signature = parse_hex(value["claimSignature"], None, "claimSignature")
        require_domain(found, domain, what=what)
        document = exact_fields(value["document"], ("salt", "evidence"), f"{what}: document", optional=("note",))
        _check_document(document, what)
        signed = SignedClaim(domain, change, change_signature, document, claim_signature)
        require_signature(domain, change, change_signature, change.issuer, what=what)
        require_signature(domain, signed.claim, claim_signature, change.issuer, what=what)
    return signed


def grant_claim(signed: SignedClaim, relay: Relay, authority: Signer) -> Submission:
    """Let a claim: sign its change for the present controller or as a registrar, and send it.

    Args:
        signed: The claim.
        relay: Who sends.
        authority: Key of the present controller, or of a registrar for the site's country.

    Raises:
        ContractRefusal: The contract refuses, such as for a passed deadline or a wrong role; nothing was sent.
        UnavailableError: The node or the transaction fails.
    """
    return send_grant(signed, relay, authority.address, sign_typed(authority, signed.domain, signed.change))


def send_grant(signed: SignedClaim, relay: Relay, authority: bytes, signature: bytes) -> Submission:
    """Send a claim with the signature of who lets it.

    Args:
        signed: The claim.
        relay: Who sends.
        authority: Address of the key that signed, 20 bytes.
        signature: Over `signed.change`, by the present controller or a registrar for the site's country.

    Raises:
        ContractRefusal: The contract refuses, such as for a passed deadline or a wrong role; nothing was sent.
        UnavailableError: The node or the transaction fails.
    """
    arguments = (signed.change, signed.change_signature, authority, signature)
    relay.client.call(calls.change_controller(*arguments))
    return relay.change_controller(*arguments)


def refuse_own_site(client: LedgerClient, subject: bytes, party: int) -> None:
    """Raise if a party controls a site (32 bytes) already.

    Raises:
        InputError: It does.
    """
    state = client.subject(subject)
    if state is not None and state.controller == party:
        raise InputError(
            f"party {party} controls {handle_of(subject)} already", hint="There is nothing to claim; see sites show."
        )


def _check_document(document: Mapping[str, Any], what: str) -> None:
    note = document.get("note", "")
    if not isinstance(note, str) or len(note) > _LONGEST_NOTE:
        raise RequestInvalid(f"{what}: the note is longer than {_LONGEST_NOTE} characters", hint="Shorten it.")
    if not isinstance(document["evidence"], list):
        raise RequestInvalid(f"{what}: the evidence is no list", hint="Ask for a new file.")
    parse_hex(document["salt"], _HASH_BYTES, "document.salt")
    places = {f"$.document.evidence[{place}]": item for place, item in enumerate(document["evidence"])}
    names = {f"{place}.name": _evidence_name(item, place) for place, item in places.items()}
    refuse_personal_words({"$.document.note": note, **names})


def _evidence_name(item: object, where: str) -> str:
    fields = exact_fields(item, ("name", "algorithm", "hash", "size"), where)
    # a field of any other form could hold words that nobody looks through
    parse_hex(fields["hash"], _HASH_BYTES, f"{where}.hash")
    parse_number(fields["size"], f"{where}.size", lowest=0, highest=LARGEST_INTEGER)
    name = fields["name"]
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_NAME or fields["algorithm"] != _ALGORITHM:
        raise RequestInvalid(f"{where}: not a file's name and its {_ALGORITHM}", hint="Ask for a new file.")
    return name
