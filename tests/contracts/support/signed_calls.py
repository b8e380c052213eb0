"""Every way to act by signature, as one valid call each, so that an attack can be tried on all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.contracts.support.typed_data import Key, values_of
from tests.contracts.support.world import ADMIN, AUDITOR, BUSINESS, DAY, FOREVER, SIGN, World

RECORDING = ("record", "recordBatch")
TWO_SIGNERS = ("changeController", "changeKey")
SIGNED_FUNCTIONS = (*RECORDING, "cancelNonces", "registerSubject", *TWO_SIGNERS, "changeAccreditation")
SCHEMA = "ilo/c029@1930"
REGISTRATION = "ledger/site-registration@1"
ADD, GIVE = 1, 1


@dataclass(frozen=True)
class SignedCall:
    """A call and who signs it; the second signer is the consenting authority, or the key that is added."""

    function: str
    primary_type: str
    message: dict[str, Any]
    second: Key | None = None


class Actors:
    """One issuer who may do everything that is done by signature, and whoever has to consent to it.

    The issuer is accredited in Indonesia: for a schema, with the right to pass that on, and to register sites. The
    authority controls the subject; the issuer's party may take it over.
    """

    def __init__(
        self, world: World, issuer: Key, second: Key | None = None, not_before: int = 0, not_after: int = FOREVER
    ) -> None:
        self.world = world
        self.schema, self.registration = world.schema(SCHEMA), world.schema(REGISTRATION)
        self.party, self.other = world.party(AUDITOR), world.party(BUSINESS)
        self.issuer = issuer
        world.govern("addKey", self.party, issuer.address, issuer.kind, SIGN | ADMIN, not_before, not_after)
        self.added = second or world.new_key("added")
        self.authority = second or world.new_key("authority")
        world.accredit(self.party, self.schema, b"ID", may_accredit=True)
        world.accredit(self.party, self.registration, b"ID")
        self.subject = world.subject("mill", controller=self.other)

    def add_authority(self) -> None:
        """Register the authority's key, apart as one key cannot be both the authority and added."""
        self.world.govern("addKey", self.other, self.authority.address, self.authority.kind, SIGN, 0, FOREVER)

    def call(self, function: str, **changes: Any) -> SignedCall:
        """Return a call that goes through, with fields of its message changed."""
        if function in RECORDING:
            attestation = self.world.attestation(self.issuer, self.subject, self.schema) | changes
            return SignedCall(function, "Attestation", attestation)
        if function == "registerSubject":
            registration = self.world.registration(self.issuer.address, "another mill") | changes
            return SignedCall(function, "SubjectRegistration", registration)
        if function == "cancelNonces":
            cancel = {"issuer": self.issuer.address, "word": 9, "mask": 1, "deadline": self.world.now() + DAY}
            return SignedCall(function, "NonceCancel", cancel | changes)
        if function == "changeController":
            change = self.world.message(self.issuer, subject=self.subject, controller=self.party) | changes
            return SignedCall(function, "ControllerChange", change, self.authority)
        if function == "changeKey":
            return SignedCall(function, "KeyChange", self._addition() | changes, self.added)
        fields = {"party": self.other, "schema": self.schema, "country": b"ID", "action": GIVE}
        given = self.world.message(self.issuer, **fields, **{"from": 0, "until": FOREVER})
        return SignedCall(function, "AccreditationChange", given | changes)

    def _addition(self) -> dict[str, Any]:
        fields = {"key": self.added.address, "action": ADD, "kind": self.added.kind, "role": SIGN}
        period = {"notBefore": 0, "notAfter": FOREVER, "compromisedFrom": 0}
        return self.world.message(self.issuer, **fields, **period)

    def arguments(self, call: SignedCall, first: bytes | None = None, second: bytes | None = None) -> tuple[Any, ...]:
        """Return the call's arguments, with one of its signatures replaced by other bytes if any are given."""
        world = self.world
        if call.function == "recordBatch":
            structs, signature = world.batch([call.message], self.issuer)
            return structs, signature if first is None else first
        struct = values_of(call.primary_type, call.message)
        signature = self.issuer.sign(world.domain, call.primary_type, call.message) if first is None else first
        if call.second is None:
            return struct, signature
        consent = call.second.sign(world.domain, call.primary_type, call.message) if second is None else second
        if call.function == "changeController":
            return struct, signature, call.second.address, consent
        return struct, signature, consent

    def simulate(self, call: SignedCall, first: bytes | None = None, second: bytes | None = None) -> None:
        """Simulate the call now.

        Raises:
            Reverted: The ledger refuses it.
        """
        self.world.simulate(call.function, *self.arguments(call, first, second))
