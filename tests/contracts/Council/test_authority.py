"""Nobody but the entitled changes anything: every function that writes, of ledger and council, by everybody else.

The lists below are the claim. A function that is in the ABI and in none of them fails the first test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from tests.contracts.support.chain import Reverted
from tests.contracts.support.council_world import CouncilWorld
from tests.contracts.support.typed_data import Key, secret_of
from tests.contracts.support.world import ACCREDITED, ANYWHERE, AUDITOR, DAY, FOREVER, SELF, ZERO, hash_of

BY_COUNCIL = {
    "addKey",
    "assignIdentifier",
    "closeSubject",
    "endAccreditation",
    "giveAccreditation",
    "markKeyCompromised",
    "reclassParty",
    "registerParty",
    "registerSchema",
    "registerSubjectByCouncil",
    "reinstateParty",
    "reopenSubject",
    "retireKey",
    "retireSchema",
    "suspendKey",
    "suspendParty",
}
"""Functions of the ledger that its council alone may call."""

BY_SIGNATURE = {
    "cancelNonces": "any key that a party has, for its own nonces",
    "changeAccreditation": "a signing key of a party that may accredit for the schema and country",
    "changeController": "a signing key of the new controller, and one of the old controller or of a registrar",
    "changeKey": "an admin key of the party, and for an addition the added key",
    "record": "a signing key of a party, in the schema's classes and with the accreditation it asks for",
    "recordBatch": "the same",
    "registerSubject": "a signing key of a party accredited to register",
}
"""Functions of the ledger that anybody may send, and whose signature they need."""

ONLY_REPEATS = {"multicall": "calls functions of the ledger for the same sender"}

BY_MEMBER = {
    "approve",
    "cancel",
    "execute",
    "liftKeySuspension",
    "liftPartySuspension",
    "object",
    "propose",
    "suspendKey",
    "suspendParty",
    "withdraw",
}
"""Functions of the council for its members: they say something, or suspend for a while."""

BY_PROPOSAL = {"addMember", "removeMember", "setDelay", "setThreshold"}
"""Functions of the council that an executed proposal alone calls."""

DEFAULTS: dict[str, Any] = {"address": "0x" + "12" * 20, "string": "text", "bytes": b"", "bool": True}


def writing(abi: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return what each function that writes takes."""
    return {
        entry["name"]: entry["inputs"]
        for entry in abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }


def some_value(parameter: dict[str, Any]) -> Any:
    kind = parameter["type"]
    if kind.endswith("[]"):
        return []
    if kind == "tuple":
        return [some_value(component) for component in parameter["components"]]
    if kind in DEFAULTS:
        return DEFAULTS[kind]
    return 1 if "int" in kind else b"\x01" * int(kind.removeprefix("bytes"))


def some_arguments(inputs: list[dict[str, Any]]) -> list[Any]:
    return [some_value(parameter) for parameter in inputs]


def test_every_function_that_writes_is_in_one_of_the_lists(hall: CouncilWorld) -> None:
    assert set(writing(hall.ledger.abi)) == BY_COUNCIL | set(BY_SIGNATURE) | set(ONLY_REPEATS)
    assert set(writing(hall.council.abi)) == BY_MEMBER | BY_PROPOSAL
    lists = (BY_COUNCIL, set(BY_SIGNATURE), set(ONLY_REPEATS))
    assert sum(map(len, lists)) == len(set().union(*lists))


def test_nothing_takes_ether(hall: CouncilWorld) -> None:
    for abi in (hall.ledger.abi, hall.council.abi):
        assert all(entry.get("stateMutability") != "payable" for entry in abi)
        assert not {entry["type"] for entry in abi} & {"receive", "fallback"}
    for contract in (hall.ledger, hall.council):
        for data in (
            "0x",
            contract.ledger.encode_input() if contract is hall.council else contract.council.encode_input(),
        ):
            request = {"from": str(hall.government), "to": contract.address, "value": "0x1", "data": data}
            assert "error" in hall.web3.provider.make_request("eth_call", [request, "latest"])


@pytest.mark.parametrize("caller", ["outsider", "government", "relayer"])
@pytest.mark.parametrize("function", sorted(BY_COUNCIL))
def test_registry_functions_are_refused_to_all_but_the_council(hall: CouncilWorld, function: str, caller: str) -> None:
    sender = getattr(hall, caller)
    arguments = some_arguments(writing(hall.ledger.abi)[function])
    with hall.reverts_with("NotCouncil", sender):
        hall.world.simulate(function, *arguments, sender=str(sender))
    call = hall.on_ledger(function, *arguments)[1]
    with hall.reverts_with("NotCouncil", sender):
        hall.world.simulate("multicall", [call], sender=str(sender))


@pytest.mark.parametrize("caller", ["outsider", "relayer", "newcomer"])
@pytest.mark.parametrize("function", sorted(BY_MEMBER))
def test_functions_of_members_are_refused_to_all_others(hall: CouncilWorld, function: str, caller: str) -> None:
    sender = getattr(hall, caller)
    with hall.reverts_with("NotMember", sender):
        hall.simulate_by(sender, function, *some_arguments(writing(hall.council.abi)[function]))


@pytest.mark.parametrize("caller", ["outsider", "government", "relayer"])
@pytest.mark.parametrize("function", sorted(BY_PROPOSAL))
def test_rules_of_the_council_are_refused_to_all_but_itself(hall: CouncilWorld, function: str, caller: str) -> None:
    sender = getattr(hall, caller)
    with hall.reverts_with("NotByProposal", sender):
        hall.simulate_by(sender, function, *some_arguments(writing(hall.council.abi)[function]))


def test_no_member_alone_gets_anything_executed(hall: CouncilWorld) -> None:
    for member in hall.classes:
        call = hall.party_call()
        proposal = hall.propose(call, by=member)
        hall.send(member, "approve", proposal)
        hall.move_to(hall.now() + 30 * DAY)
        with hall.reverts_with("ApprovalsIncomplete", proposal):
            hall.simulate_by(member, "execute", proposal, [call], ZERO)


@dataclass
class Signed:
    """What a function takes, each piece signed by its entitled key or by somebody else."""

    hall: CouncilWorld

    def __post_init__(self) -> None:
        world = self.hall.world
        self.world = world
        registration = world.schema("ledger/site-registration@1", flags=SELF | ACCREDITED)
        self.schema = world.schema("ilo/c029@1930", flags=SELF | ACCREDITED)
        self.party, self.other_party = world.party(AUDITOR), world.party(4)
        self.key, self.other = world.key(self.party, "entitled"), world.key(self.other_party, "other")
        world.accredit(self.party, registration)
        world.accredit(self.party, self.schema, may_accredit=True)
        self.site = world.subject("site", controller=self.party)

    def arguments(self, function: str, issuer: Key, signer: Key, authority: Key | None = None) -> list[Any]:
        """Return the arguments in which `issuer` acts and `signer` has signed."""
        world = self.world
        if function in ("record", "recordBatch"):
            attestation = world.attestation(issuer, self.site, self.schema)
            if function == "recordBatch":
                return list(world.batch([attestation], signer_as(issuer, signer)))
            return list(world.signed("Attestation", attestation, signer))
        if function == "registerSubject":
            return list(world.signed("SubjectRegistration", world.registration(issuer.address, "new"), signer))
        if function == "cancelNonces":
            message = {"issuer": issuer.address, "word": 9, "mask": 1, "deadline": world.now() + DAY}
            return list(world.signed("NonceCancel", message, signer))
        if function == "changeAccreditation":
            fields = {"party": self.other_party, "schema": self.schema, "country": ANYWHERE, "action": 1}
            message = world.message(issuer, **fields) | {"from": 0, "until": FOREVER}
            return list(world.signed("AccreditationChange", message, signer))
        if function == "changeKey":
            blank = {"kind": 0, "role": 0, "notBefore": 0, "notAfter": 0, "compromisedFrom": 0}
            message = world.message(issuer, key=self.key.address, action=2) | blank
            return [*world.signed("KeyChange", message, signer), b""]
        message = world.message(self.other, subject=self.site, controller=self.other_party)
        struct, signature = world.signed("ControllerChange", message, self.other)
        return [struct, signature, issuer.address, signer.sign(world.domain, "ControllerChange", message)]


def signer_as(issuer: Key, signer: Key) -> Key:
    return Key(issuer.address, issuer.kind, signer.secret)


@pytest.fixture(scope="module")
def signed(hall: CouncilWorld) -> Signed:
    return Signed(hall)


@pytest.mark.parametrize("function", sorted(BY_SIGNATURE))
def test_signed_functions_take_the_entitled_key_from_anybody(hall: CouncilWorld, signed: Signed, function: str) -> None:
    for sender in (hall.outsider, hall.government, hall.relayer):
        arguments = signed.arguments(function, signed.key, signed.key)
        hall.world.simulate(function, *arguments, sender=str(sender))


@pytest.mark.parametrize("function", sorted(BY_SIGNATURE))
def test_signed_functions_refuse_the_signature_of_another(hall: CouncilWorld, signed: Signed, function: str) -> None:
    thief = Key(signed.key.address, 1, secret_of("thief"))
    for sender in (hall.outsider, hall.government, hall.relayer):
        for signer in (thief, signed.other):
            arguments = signed.arguments(function, signed.key, signer)
            with hall.reverts_with("SignatureInvalid", signed.key.address):
                hall.world.simulate(function, *arguments, sender=str(sender))


@pytest.mark.parametrize("function", sorted(BY_SIGNATURE))
def test_signed_functions_refuse_a_key_of_nobody(hall: CouncilWorld, signed: Signed, function: str) -> None:
    nobody = hall.world.new_key("nobody")
    for sender in (hall.outsider, hall.government, hall.relayer):
        arguments = signed.arguments(function, nobody, nobody)
        with hall.reverts_with("KeyUnknown", nobody.address):
            hall.world.simulate(function, *arguments, sender=str(sender))
        data = hall.on_ledger(function, *arguments)[1]
        with hall.reverts_with("KeyUnknown", nobody.address):
            hall.world.simulate("multicall", [data], sender=str(sender))


def test_unknown_functions_are_refused(hall: CouncilWorld) -> None:
    for address in (hall.council.address, hall.ledger.address):
        request = {"from": str(hall.government), "to": address, "data": "0x" + hash_of("no such function")[:4].hex()}
        assert "error" in hall.web3.provider.make_request("eth_call", [request, "latest"])
    with pytest.raises(Reverted):
        hall.simulate.raw(b"")
