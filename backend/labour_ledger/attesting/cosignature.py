"""One document signed by several: a file that is passed around until nobody is missing.

Each signer says the same of the same document with an attestation of their own, so each is recorded, judged and
withdrawn alone. All but the first name the first. The one with the strongest standing comes first, because a stronger
record that names a weaker one would replace it (docs/status-rule.md, R31). Signing needs no network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from labour_ledger.attesting.draft import Draft, Terms, draft_attestation
from labour_ledger.attesting.sign import WrongKey
from labour_ledger.attesting.submit import Submitter
from labour_ledger.chain.client import LedgerClient
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signing import Signer, sign_typed
from labour_ledger.errors import InputError
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify import errors as verify_errors
from labour_ledger_verify.attestation import Attestation, Domain
from labour_ledger_verify.basis import Basis
from labour_ledger_verify.document import document_hash, parse_json_strict
from labour_ledger_verify.fields import exact_fields, parse_list
from labour_ledger_verify.hexadecimal import parse_hex, to_checksum_address, to_hex
from labour_ledger_verify.signature import SIGNATURE_BYTES, check_signature
from labour_ledger_verify.signed_file import SignedAttestation, SignedFile

COSIGNATURE_FORMAT: Final = "labour-ledger/cosignature@1"
ROLES: Final = (
    "government", "auditor", "workers_organisation", "international_organisation", "employers_organisation",
    "civil_society", "research", "statistics_office", "business", "site",
)  # fmt: skip
"""As whom somebody signs, the strongest standing first; `site` is who controls the subject."""
_MOST_SIGNERS: Final = 16
_SHARED: Final = ("subject", "schema", "outcome", "valid_from", "valid_until", "document_hash")


class CosignatureInvalid(InputError):
    """A file is not one that is passed around for signatures, or somebody changed it."""

    code = "cosignature-invalid"


class CosignatureIncomplete(InputError):
    """Somebody has not signed yet."""

    code = "cosignature-incomplete"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one signs.

    Attributes:
        role: One of `ROLES`.
        attestation: What this one says.
        signature: None until it is there.
    """

    role: str
    attestation: Attestation
    signature: bytes | None

    @property
    def words(self) -> str:
        """The role with the address of the key that has to sign."""
        return f"{self.role} ({to_checksum_address(self.attestation.issuer)})"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A document with the places of all who sign it.

    Attributes:
        domain: Chain and contract.
        document: What all of them sign.
        places: In the order in which they are recorded.
    """

    domain: Domain
    document: Mapping[str, Any]
    places: tuple[Place, ...]

    @property
    def missing(self) -> tuple[Place, ...]:
        """The places of those who have not signed."""
        return tuple(place for place in self.places if place.signature is None)

    def to_json(self) -> dict[str, object]:
        """Return the content of the file."""
        return {
            "format": COSIGNATURE_FORMAT,
            "domain": self.domain.to_json(),
            "document": dict(self.document),
            "signers": [
                {
                    "role": place.role,
                    "attestation": place.attestation.to_json(),
                    "signature": None if place.signature is None else to_hex(place.signature),
                }
                for place in self.places
            ],
        }

    def signed_by(self, signer: Signer) -> Cosignature:
        """Return it with the signature of one more.

        Raises:
            WrongKey: The key is not one of those that the file waits for.
        """
        if all(place.attestation.issuer != signer.address for place in self.places):
            raise WrongKey(
                f"the file has no place for the key {to_checksum_address(signer.address)}",
                hint=f"It is for: {', '.join(place.words for place in self.places)}.",
                context={"key": to_checksum_address(signer.address)},
            )
        return replace(self, places=tuple(_signed(place, self.domain, signer) for place in self.places))

    def complete(self) -> tuple[SignedAttestation, ...]:
        """Return what is to be sent, in its order.

        Raises:
            CosignatureIncomplete: Somebody is missing; the message says who.
        """
        if self.missing:
            raise CosignatureIncomplete(
                f"not signed yet by {', '.join(place.words for place in self.missing)}",
                hint="Pass the file on to them (labour-ledger attest cosign sign FILE); nothing was sent.",
                context={"missing": [place.role for place in self.missing]},
            )
        return tuple(
            SignedAttestation(self.domain, place.attestation, place.signature, dict(self.document))
            for place in self.places
            if place.signature is not None
        )


def start_cosignature(first: Draft, signers: Sequence[tuple[str, bytes]], *, now: int) -> Cosignature:
    """Return a file for a draft that several are to sign.

    Args:
        first: What all of them say; its issuer and nonce do not matter.
        signers: Role and address of each; their order among different roles does not matter.
        now: Unix seconds.

    Raises:
        CosignatureInvalid: Fewer than two signers or too many, a key twice, or a role that is none.
    """
    if not 2 <= len(signers) <= _MOST_SIGNERS or len({address for _, address in signers}) != len(signers):
        raise CosignatureInvalid(
            f"from 2 to {_MOST_SIGNERS} different keys sign together, not these {len(signers)}",
            hint="One alone signs with: labour-ledger attest sign",
        )
    for role, _ in signers:
        if role not in ROLES:
            raise CosignatureInvalid(f"{role[:40]!r} is no role of a signer", hint=f"Roles: {', '.join(ROLES)}.")
    places: list[Place] = []
    for role, address in sorted(signers, key=lambda signer: ROLES.index(signer[0])):
        refers = places[0].attestation.uid(first.domain.separator) if places else first.attestation.ref_uid
        places.append(Place(role, _own_attestation(first, address, refers, now), None))
    return Cosignature(first.domain, first.document, tuple(places))


def is_cosignature(data: bytes) -> bool:
    """Return whether a file says of itself that it is passed around for signatures."""
    try:
        value = parse_json_strict(data)
    except verify_errors.VerifyError:
        return False
    return isinstance(value, dict) and value.get("format") == COSIGNATURE_FORMAT


def parse_cosignature(data: bytes, *, what: str) -> Cosignature:
    """Read such a file strictly, and check the signatures that are in it.

    A signature that is not of 65 bytes may be that of a contract wallet, which only the ledger can check.

    Args:
        data: Its bytes.
        what: Its name, for errors.

    Raises:
        CosignatureInvalid: Another format, a document that is not the one signed, places that say different things,
            or a signature that is not of its key.
    """
    try:
        fields = exact_fields(parse_json_strict(data, what=what), ("format", "domain", "document", "signers"), what)
        if fields["format"] != COSIGNATURE_FORMAT or not isinstance(fields["document"], dict):
            raise CosignatureInvalid(
                f"{what}: not a file of format {COSIGNATURE_FORMAT}",
                hint="Begin one with: labour-ledger attest cosign start",
            )
        domain = Domain.from_json(fields["domain"])
        listed = parse_list(fields["signers"], "signers", most=_MOST_SIGNERS)
        places = tuple(_parse_place(item, f"signers[{number}]", domain) for number, item in enumerate(listed))
        same_document = all(place.attestation.document_hash == document_hash(fields["document"]) for place in places)
    except verify_errors.VerifyError as error:
        raise CosignatureInvalid(f"{what}: {error.message}", hint=error.hint, context=error.context) from error
    if len(places) < 2 or not same_document or not _say_the_same(places, domain):
        raise CosignatureInvalid(
            f"{what}: the places do not all say the same of the same document",
            hint="Somebody edited the file. Begin it anew, or take an earlier copy.",
        )
    return Cosignature(domain, fields["document"], places)


def capacities(found: Cosignature, client: LedgerClient) -> tuple[Basis, ...]:
    """Return for each place in which capacity the contract would record it now, before anybody signs.

    Args:
        found: The file.
        client: The ledger.

    Raises:
        ContractRefusal: It would refuse one of them; `item` is its place.
        UnavailableError: The node does not answer.
    """
    bases = []
    for place, checked in enumerate(client.check_many([one.attestation for one in found.places])):
        if isinstance(checked, ContractRefusal):
            raise checked.at_item(place)
        bases.append(checked.basis)
    return tuple(bases)


def refuse_if_one_is_refused(signed: Sequence[SignedFile], submitter: Submitter) -> None:
    """Ask the contract about all records of a document before the first is sent, so that none is left alone.

    Args:
        signed: As `Cosignature.complete` returns them.
        submitter: The way to the ledger.

    Raises:
        ContractRefusal: It would refuse one of them; what is recorded already is not asked about.
    """
    attestations = [
        attestation
        for item in signed
        for attestation in item.attestations
        if not submitter.recorded([attestation.uid(item.domain.separator)], beyond_index=True)
    ]
    for found in submitter.relay.client.check_many(attestations):
        if isinstance(found, ContractRefusal):
            raise found


def _own_attestation(first: Draft, address: bytes, refers: bytes, now: int) -> Attestation:
    shared = first.attestation
    terms = Terms(Outcome(shared.outcome), shared.valid_from, shared.valid_until, refers)
    # for a fresh nonce and deadline; the document is the same for all, so its hash is carried over
    own = draft_attestation(
        str(first.document["schema"]),
        shared.subject,
        first.document["content"],
        domain=first.domain,
        issuer=address,
        now=now,
        terms=terms,
    )
    return replace(own.attestation, document_hash=shared.document_hash)


def _signed(place: Place, domain: Domain, signer: Signer) -> Place:
    if place.attestation.issuer != signer.address:
        return place
    return replace(place, signature=sign_typed(signer, domain, place.attestation))


def _parse_place(value: object, where: str, domain: Domain) -> Place:
    fields = exact_fields(value, ("role", "attestation", "signature"), where)
    if fields["role"] not in ROLES:
        raise verify_errors.InputError(f"{where}.role: no role of a signer", hint=f"Roles: {', '.join(ROLES)}.")
    attestation = Attestation.from_json(fields["attestation"], f"{where}.attestation")
    if fields["signature"] is None:
        return Place(str(fields["role"]), attestation, None)
    signature = parse_hex(fields["signature"], None, f"{where}.signature")
    if len(signature) == SIGNATURE_BYTES:
        check_signature(attestation.uid(domain.separator), signature, attestation.issuer)
    return Place(str(fields["role"]), attestation, signature)


def _say_the_same(places: Sequence[Place], domain: Domain) -> bool:
    first = places[0].attestation
    uid = first.uid(domain.separator)
    return all(
        place.attestation.ref_uid == uid
        and all(getattr(place.attestation, name) == getattr(first, name) for name in _SHARED)
        for place in places[1:]
    )
