"""Who acts in a demonstration: fictitious parties of several classes, their keys, schemas and accreditations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from labour_ledger.chain.council import (
    AccreditationGrant,
    CouncilActs,
    KeyAddition,
    PartyRegistration,
    SchemaRegistration,
)
from labour_ledger.chain.signed_types import AccreditationAction, AccreditationChange, KeyRole, encode_country
from labour_ledger.chain.signing import LocalSigner, sign_typed
from labour_ledger.chain.submit import Relay
from labour_ledger.schemas.catalogue import load_schema, schema_ids
from labour_ledger.schemas.codes import PartyClass
from labour_ledger.schemas.content import validate_document
from labour_ledger.store.queries import save_documents, save_party_profile
from labour_ledger.store.results import StoredDocument
from labour_ledger.store.session import Store
from labour_ledger_verify.attestation import Domain, schema_hash
from labour_ledger_verify.document import canonical_json, document_hash
from labour_ledger_verify.hexadecimal import to_hex
from labour_ledger_verify.keccak import ZERO_WORD, keccak256

YEAR_S: Final = 365 * 86_400
PROFILE_SCHEMA: Final = "ledger/party-profile@1"
REGISTRATION_SCHEMA: Final = "ledger/site-registration@1"
WORLDWIDE: Final = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A part in the demonstration.

    Attributes:
        name: By which the story names it.
        title: Name of the fictitious organisation.
        party_class: Its class.
        country: Where it is.
        accredited_in: Countries of its accreditations, `WORLDWIDE` for all; empty when it has none.
        activities: As its profile names them.
    """

    name: str
    title: str
    party_class: PartyClass
    country: str
    accredited_in: tuple[str, ...]
    activities: tuple[str, ...]


ROLES: Final = (
    Role("registrar", "Lighthouse Site Registry (fictitious)", PartyClass.CIVIL_SOCIETY, "CH", (), ("registration",)),
    Role(
        "accreditor",
        "Compass Accreditation Council (fictitious)",
        PartyClass.INTERNATIONAL_ORGANISATION,
        "CH",
        (),
        ("accreditation",),
    ),
    Role(
        "inspectorate", "Labour Inspectorate (fictitious)", PartyClass.GOVERNMENT, "VN", ("VN",), ("labour-inspection",)
    ),
    Role(
        "union",
        "Federation of Garment Workers (fictitious)",
        PartyClass.WORKERS_ORGANISATION,
        "BD",
        (WORLDWIDE,),
        ("worker-representation",),
    ),
    Role(
        "employers",
        "Federation of Employers (fictitious)",
        PartyClass.EMPLOYERS_ORGANISATION,
        "BD",
        (),
        ("employer-representation",),
    ),
    Role("auditor", "Clearwater Assurance (fictitious)", PartyClass.AUDITOR, "GB", (WORLDWIDE,), ("assessment",)),
    Role("local_auditor", "Riverbend Audit (fictitious)", PartyClass.AUDITOR, "IN", ("IN",), ("assessment",)),
    Role("brand", "Northwind Outdoor (fictitious)", PartyClass.BUSINESS, "DE", (), ("retail",)),
    Role("supplier", "Mapletop Holdings (fictitious)", PartyClass.BUSINESS, "VN", (), ("production",)),
)
ASSESSMENT_SCHEMAS: Final = tuple(name for name in schema_ids() if name.startswith(("ilo/", "sai/")))
CONFIRMATION_SCHEMA: Final = "ledger/remedy-confirmation@1"


@dataclass(frozen=True, slots=True)
class Player:
    """A registered party of the demonstration with its one key."""

    role: Role
    party: int
    signer: LocalSigner


Cast = Mapping[str, Player]


def register_cast(council: CouncilActs, relay: Relay, store: Store, domain: Domain, *, now: int) -> Cast:
    """Register schemas, parties, keys and accreditations.

    Args:
        council: Who may do that.
        relay: Sends the accreditor's signed changes.
        store: Keeps the profiles.
        domain: Chain and contract.
        now: Unix seconds, the chain's time.
    """
    council.register_schemas([SchemaRegistration.of(schema_id) for schema_id in on_chain_schemas()])
    profiles = [_profile(role) for role in ROLES]
    for profile in profiles:
        validate_document(profile)
    parties = council.register_parties(
        [
            PartyRegistration(role.party_class, encode_country(role.country), document_hash(profile))
            for role, profile in zip(ROLES, profiles, strict=True)
        ]
    )
    _keep_profiles(store, profiles, now)
    cast = {
        role.name: Player(role, party, LocalSigner(keccak256(f"labour-ledger demonstration: {role.name}".encode())))
        for role, party in zip(ROLES, parties, strict=True)
    }
    both = KeyRole.SIGN | KeyRole.ADMIN
    council.add_keys([KeyAddition(player.party, player.signer.address, role=both) for player in cast.values()])
    _name_registrar_and_accreditor(council, cast, now)
    for change in _accreditations(cast, now):
        relay.change_accreditation(change, sign_typed(cast["accreditor"].signer, domain, change))
    return cast


def on_chain_schemas() -> tuple[str, ...]:
    """Return the ids of the schemas that can be attested under."""
    return tuple(schema_id for schema_id in schema_ids() if load_schema(schema_id).on_chain)


def accreditable_schemas() -> tuple[str, ...]:
    """Return the ids of the schemas for which issuers other than the controller need an accreditation."""
    return tuple(schema_id for schema_id in on_chain_schemas() if load_schema(schema_id).accreditation_required)


def _profile(role: Role) -> dict[str, object]:
    return {
        "v": 1,
        "schema": PROFILE_SCHEMA,
        "subject": to_hex(ZERO_WORD),
        "salt": to_hex(keccak256(f"profile salt {role.name}".encode())),
        "content": {
            "names": [{"text": role.title, "kind": "registered"}],
            "country": role.country,
            "activities": list(role.activities),
            "generated": True,
            "language": "en",
        },
    }


def _keep_profiles(store: Store, profiles: list[dict[str, object]], now: int) -> None:
    with store.unit_of_work() as work:
        save_documents(
            work.session,
            [
                StoredDocument(document_hash(profile), PROFILE_SCHEMA, ZERO_WORD, canonical_json(profile), now)
                for profile in profiles
            ],
        )
        for role, profile in zip(ROLES, profiles, strict=True):
            save_party_profile(work.session, document_hash(profile), name=role.title, country=role.country)


def _name_registrar_and_accreditor(council: CouncilActs, cast: Cast, now: int) -> None:
    until = now + 5 * YEAR_S
    grants = [AccreditationGrant(cast["registrar"].party, schema_hash(REGISTRATION_SCHEMA), now, until)]
    grants += [
        AccreditationGrant(cast["accreditor"].party, schema_hash(schema_id), now, until, may_accredit=True)
        for schema_id in accreditable_schemas()
        if schema_id != REGISTRATION_SCHEMA
    ]
    council.give_accreditations(grants)


def _accreditations(cast: Cast, now: int) -> list[AccreditationChange]:
    wanted = [
        (player, schema_id, country)
        for player in cast.values()
        for country in player.role.accredited_in
        for schema_id in (*ASSESSMENT_SCHEMAS, CONFIRMATION_SCHEMA)
        if player.role.party_class in load_schema(schema_id).issuer_classes
    ]
    return [
        AccreditationChange(
            issuer=cast["accreditor"].signer.address,
            nonce=nonce,
            deadline=now + YEAR_S,
            party=player.party,
            schema=schema_hash(schema_id),
            country=encode_country(country),
            action=AccreditationAction.GIVE,
            from_time=now,
            until=now + 3 * YEAR_S,
        )
        for nonce, (player, schema_id, country) in enumerate(wanted)
    ]
