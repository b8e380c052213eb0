"""Random sequences of acts, on the ledger and on a model of it written in Python: same refusals, nonces and heads.

The model knows nothing of slots or of the order in which Solidity does things; it knows the rules as the interface
states them, and which of them is named first where an attestation breaks several.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.contracts.support.chain import Reverted
from tests.contracts.support.typed_data import Key
from tests.contracts.support.world import ACCREDITED, AUDITOR, BUSINESS, DAY, FOREVER, SELF, World

STEPS = settings(
    max_examples=12,
    stateful_step_count=15,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=HealthCheck.all(),
)
KEYS = st.integers(0, 2)
SITES = st.integers(0, 2)
SCHEMAS = st.integers(0, 1)
NONCES = st.integers(0, 3)


@dataclass
class Model:
    """What the ledger should know. Keys 0 and 1 are an auditor's, key 2 that of the supplier who controls site 0."""

    retired_keys: set[int] = field(default_factory=set)
    suspended: bool = False
    accredited: bool = True
    used: set[tuple[int, int]] = field(default_factory=set)

    def refusal(self, key: int, site: int, schema: int, nonce: int) -> str | None:
        """Return the name of the error that refuses the record, or None. Schema 1 is that of revocations."""
        auditor = key < 2
        if key in self.retired_keys:
            return "KeyRetiredAt"
        if site == 2:
            return "AttestationSubjectUnknown"
        if auditor and self.suspended and schema == 0:
            return "SuspendedKeyMayOnlyRevoke"
        if schema == 0 and auditor and not self.accredited:
            return "AccreditationNotInForce"
        if schema == 0 and not auditor and site == 1:
            return "ClassNotAllowed"
        return "AttestationNonceUsed" if (key, nonce) in self.used else None


def machine_of(world: World) -> type[RuleBasedStateMachine]:
    """Return a machine whose every example starts from the world's state and ends there."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.snapshot = world.web3.provider.make_request("evm_snapshot", [])["result"]
            self.model = Model()

        def teardown(self) -> None:
            world.web3.provider.make_request("evm_revert", [self.snapshot])

        @initialize()
        def begin(self) -> None:
            self.auditor, self.supplier = world.party(AUDITOR), world.party(BUSINESS)
            self.keys: list[Key] = [
                world.key(self.auditor, "first"),
                world.key(self.auditor, "second"),
                world.key(self.supplier, "supplier"),
            ]
            self.sites = [world.subject("own", controller=self.supplier), world.subject("other"), b"\x07" * 32]
            only_auditors = 1 << AUDITOR
            audit = world.schema("ilo/c029@1930", classes=only_auditors, flags=SELF | ACCREDITED)
            self.schemas = [audit, world.schema("ledger/revocation@1", flags=SELF)]
            world.accredit(self.auditor, audit, b"ID")

        def attestation(self, key: int, site: int, schema: int, nonce: int) -> dict[str, Any]:
            return world.attestation(self.keys[key], self.sites[site], self.schemas[schema], nonce=nonce)

        @rule(key=KEYS, site=SITES, schema=SCHEMAS, nonce=NONCES)
        def record(self, key: int, site: int, schema: int, nonce: int) -> None:
            signed = world.signed("Attestation", self.attestation(key, site, schema, nonce), self.keys[key])
            refusal = self.model.refusal(key, site, schema, nonce)
            assert self.outcome("record", signed) == refusal
            if refusal is None:
                world.send("record", *signed)
                self.model.used.add((key, nonce))

        @rule(key=KEYS, sites=st.lists(SITES, min_size=1, max_size=4), schema=SCHEMAS, nonce=NONCES)
        def record_batch(self, key: int, sites: list[int], schema: int, nonce: int) -> None:
            items = [(key, site, schema, nonce + place) for place, site in enumerate(sites)]
            batch = world.batch([self.attestation(*item) for item in items], self.keys[key])
            refusal = next((name for name in (self.model.refusal(*item) for item in items) if name), None)
            assert self.outcome("recordBatch", batch) == refusal
            if refusal is None:
                world.send("recordBatch", *batch)
                self.model.used |= {(key, item[3]) for item in items}

        @rule(key=KEYS, nonce=NONCES)
        def cancel(self, key: int, nonce: int) -> None:
            message = {"issuer": self.keys[key].address, "word": 0, "mask": 1 << nonce, "deadline": world.now() + DAY}
            world.send("cancelNonces", *world.signed("NonceCancel", message, self.keys[key]))
            self.model.used.add((key, nonce))

        @rule(key=KEYS)
        def retire_key(self, key: int) -> None:
            if key not in self.model.retired_keys:
                world.govern("retireKey", self.keys[key].address)
                self.model.retired_keys.add(key)

        @rule()
        def suspend_or_reinstate(self) -> None:
            if self.model.suspended:
                world.govern("reinstateParty", self.auditor)
            else:
                world.govern("suspendParty", self.auditor, FOREVER)
            self.model.suspended = not self.model.suspended

        @rule()
        def end_or_give_accreditation(self) -> None:
            if self.model.accredited:
                world.govern("endAccreditation", self.auditor, self.schemas[0], b"ID")
            else:
                world.accredit(self.auditor, self.schemas[0], b"ID")
            self.model.accredited = not self.model.accredited

        @rule(site=st.integers(0, 1))
        def close_or_reopen(self, site: int) -> None:
            is_closed = world.ledger.subjectOf(self.sites[site])[3]
            world.govern("reopenSubject" if is_closed else "closeSubject", self.sites[site])

        @invariant()
        def heads_are_the_folds_of_the_events(self) -> None:
            world.assert_heads()

        @invariant()
        def nonces_are_used_as_the_model_says(self) -> None:
            for key, of in enumerate(getattr(self, "keys", [])):
                used = sum(1 << nonce for owner, nonce in self.model.used if owner == key)
                assert world.ledger.nonceWord(of.address, 0) == used

        def outcome(self, function: str, arguments: tuple[Any, ...]) -> str | None:
            try:
                world.simulate(function, *arguments)
            except Reverted as refused:
                return world.errors.describe(refused.data).split(" ")[0]
            return None

    return Machine


def test_ledger_and_model_agree_after_every_act(world: World) -> None:
    run_state_machine_as_test(machine_of(world), settings=STEPS)
