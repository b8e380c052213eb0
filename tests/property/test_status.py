"""What must hold of the status rule for every history, however odd: the promises at the top of docs/status-rule.md."""

from dataclasses import replace
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import AccreditationFound, Basis, Method, PartyClass, SignerKind, derive_method
from labour_ledger_verify.status import (
    ACTING_SCHEMA_IDS,
    ControllerPeriod,
    FlagCode,
    Joined,
    KeyFact,
    Record,
    StatusCode,
    SubjectFacts,
    evaluate_status,
)

ASKED = schema_hash("ilo/c029@1930")
OTHER = schema_hash("ilo/c138@1973")
SCHEMAS = [ASKED, *map(schema_hash, ACTING_SCHEMA_IDS), OTHER]
USUAL = [*[ASKED] * 8, *SCHEMAS]
DISPUTE, REVOCATION, REINSTATEMENT, SUSPENSION = (
    schema_hash(f"ledger/{name}@1") for name in ("dispute", "revocation", "reinstatement", "suspension")
)
SAME_AS = schema_hash("ledger/same-as@1")
SUBJECT, TWIN, THIRD = (bytes([0xAA, number]) + bytes(30) for number in range(3))
END = 40
PARTIES = {
    1: (PartyClass.BUSINESS, "ID"),
    2: (PartyClass.AUDITOR, "SG"),
    3: (PartyClass.GOVERNMENT, "ID"),
    4: (PartyClass.WORKERS_ORGANISATION, "ID"),
    5: (PartyClass.CIVIL_SOCIETY, "ID"),
    6: (PartyClass.AUDITOR, "FR"),
}
ASSURANCE = {
    StatusCode.SELF_DECLARED: 1,
    StatusCode.SECOND_PARTY: 2,
    StatusCode.REMEDIED: 3,
    StatusCode.CONFORMS_WITH_FINDINGS: 4,
    StatusCode.CONFORMS: 5,
}
GRAVITY = {StatusCode.DOES_NOT_CONFORM: 1, StatusCode.ZERO_TOLERANCE: 2}
INDEPENDENT = {Method.THIRD_PARTY, Method.GOVERNMENT, Method.WORKERS_ORGANISATION}


def uid_of(subject, position):
    return bytes([subject[1], 1]) + position.to_bytes(30, "big")


def key_of(party, number=0):
    return bytes([number]) + party.to_bytes(19, "big")


class World:
    """A subject, two histories it may be joined to, and keys: all made from a seed, as drawing each field is slow."""

    def __init__(self, seed, longest):
        self.random = Random(seed)
        self.keys = self.make_keys()
        self.facts = self.make_history(SUBJECT, longest)
        self.twins = (self.make_history(TWIN, 5), self.make_history(THIRD, 5))
        if self.chance(0.2):
            self.facts = replace(
                self.facts, joined_by=(Joined(bytes([0xCC]) * 32, THIRD, self.make_basis(3), self.day()),)
            )

    def __repr__(self):
        return f"World(\n  {self.facts},\n  {self.twins},\n  {self.keys}\n)"

    def day(self):
        return self.random.randint(0, END)

    def chance(self, share):
        return self.random.random() < share

    def make_basis(self, party):
        cls, country = PARTIES[party]
        method = derive_method(party, cls, 1)
        accredited = method is not Method.SELF and self.chance(0.5)
        found = AccreditationFound(accredited)
        return Basis(
            party, cls, method, SignerKind.ACCOUNT, country, found, self.random.randint(2, 6) if accredited else 0
        )

    def make_record(self, subject, position, at, schemas=USUAL, outcomes=range(6), party=None, ref=None):
        start = self.day()
        schema = self.random.choice(schemas)
        names = [uid_of(subject, earlier) for earlier in range(max(0, position - 5), position)]
        basis = self.make_basis(party or self.random.choice(sorted(PARTIES)))
        named = self.random.choice([bytes(32), ASKED, *names, *names, *names])
        return Record(
            uid=uid_of(subject, position),
            schema=schema,
            basis=basis,
            recorded_at=at,
            issuer=key_of(basis.party, int(self.chance(0.3))),
            outcome=self.random.choice(outcomes),
            valid_from=start if self.chance(0.5) else 0,
            valid_until=start + self.random.randint(1, 2 * END),
            ref_uid=TWIN if schema == SAME_AS else ref or named,  # the ledger joins only known subjects
        )

    def make_history(self, subject, longest):
        times = sorted(self.day() for _ in range(self.random.randint(0, longest)))
        records = tuple(self.make_record(subject, position, at) for position, at in enumerate(times))
        controllers = [ControllerPeriod(1, 0)]
        if self.chance(0.3):
            controllers.append(ControllerPeriod(self.random.randint(0, 6), self.day()))
        return SubjectFacts(subject, 1, "ID", 0, tuple(controllers), records, (), True)

    def make_keys(self):
        found = {}
        for party in PARTIES:
            for number, added_by in ((0, bytes(20)), (1, key_of(party))):
                marks = ((self.day(), self.day()),) if self.chance(0.1) else ()
                address = key_of(party, number)
                found[address] = KeyFact(address, added_by, number and self.random.randint(0, 5), marks)
        return found

    def append(self, **more):
        """Return the subject's facts with one more record of the last day."""
        extra = self.make_record(SUBJECT, len(self.facts.records), END, **more)
        return replace(self.facts, records=(*self.facts.records, extra))

    def ask(self, valid_at, known_at=END, *, facts=None, twins=None, keys=None):
        return evaluate_status(
            self.facts if facts is None else facts,
            schema=ASKED,
            valid_at=valid_at,
            known_at=known_at,
            keys=self.keys if keys is None else keys,
            twins=self.twins if twins is None else twins,
        )


worlds = st.builds(World, st.integers(0, 2**32), st.integers(0, 14))
dates = st.integers(0, END)


def assert_not_better(before, after):
    assert ASSURANCE.get(after.code, 0) <= ASSURANCE.get(before.code, 0), (before, after)
    assert GRAVITY.get(after.code, 0) >= GRAVITY.get(before.code, 0), (before, after)


def cut(facts, known_at):
    return replace(
        facts,
        records=tuple(r for r in facts.records if r.recorded_at <= known_at),
        controllers=tuple(c for c in facts.controllers if c.since <= known_at),
        joined_by=tuple(j for j in facts.joined_by if j.recorded_at <= known_at),
    )


def without(facts, schema):
    return replace(facts, records=tuple(r for r in facts.records if r.schema != schema))


@settings(max_examples=300)
@given(worlds, dates, dates)
def test_evaluate_status_entry_after_known_at_never_matters(world, valid_at, known_at):
    later = world.make_record(SUBJECT, len(world.facts.records), known_at + 1)
    mark = (world.day(), known_at + 1)
    marked = {k: replace(fact, compromises=(*fact.compromises, mark)) for k, fact in world.keys.items()}
    more = replace(
        world.facts,
        records=(*world.facts.records, later),
        controllers=(*world.facts.controllers, ControllerPeriod(2, known_at + 1)),
        joined_by=(*world.facts.joined_by, Joined(bytes(32), TWIN, later.basis, known_at + 1)),
    )

    assert world.ask(valid_at, known_at, facts=more, keys=marked) == world.ask(valid_at, known_at)


@settings(max_examples=300)
@given(worlds, dates, dates)
def test_evaluate_status_longer_history_answers_as_the_one_cut_at_known_at(world, valid_at, known_at):
    known_keys = {
        k: replace(fact, compromises=tuple(m for m in fact.compromises if m[1] <= known_at))
        for k, fact in world.keys.items()
        if fact.added_at <= known_at
    }
    twins = [cut(twin, known_at) for twin in world.twins]

    shorter = world.ask(valid_at, known_at, facts=cut(world.facts, known_at), twins=twins, keys=known_keys)

    assert shorter == world.ask(valid_at, known_at)


@settings(max_examples=1000)
@given(worlds, dates)
def test_evaluate_status_new_negative_never_improves(world, valid_at):
    more = world.append(schemas=[ASKED], outcomes=[3, 4])

    assert_not_better(world.ask(valid_at), world.ask(valid_at, facts=more))


@settings(max_examples=1000)
@given(worlds, dates)
def test_evaluate_status_new_dispute_or_suspension_never_improves(world, valid_at):
    more = world.append(schemas=[DISPUTE, SUSPENSION])

    assert_not_better(world.ask(valid_at), world.ask(valid_at, facts=more))


@settings(max_examples=1000)
@given(worlds, dates)
def test_evaluate_status_revocation_of_anything_but_a_dispute_never_improves(world, valid_at):
    targets = [r for r in world.facts.records if r.schema != DISPUTE]
    assume(targets)
    target = world.random.choice(targets)
    more = world.append(schemas=[REVOCATION], party=target.basis.party, ref=target.uid)

    assert_not_better(world.ask(valid_at), world.ask(valid_at, facts=more))


@settings(max_examples=1000)
@given(worlds, dates, st.sampled_from(sorted(PARTIES)), dates)
def test_evaluate_status_compromise_never_improves(world, valid_at, party, since):
    fact = world.keys[key_of(party)]
    marked = {**world.keys, fact.key: replace(fact, compromises=(*fact.compromises, (since, END)))}

    assert_not_better(world.ask(valid_at), world.ask(valid_at, keys=marked))


@settings(max_examples=1000)
@given(worlds, dates)
def test_evaluate_status_self_never_ends_a_negative_nor_gets_above_self_declared(world, valid_at):
    more = world.append(schemas=[s for s in SCHEMAS if s not in {REVOCATION, REINSTATEMENT}], party=1)

    before, after = world.ask(valid_at), world.ask(valid_at, facts=more)

    assert ASSURANCE.get(after.code, 0) <= max(1, ASSURANCE.get(before.code, 0))
    assert GRAVITY.get(after.code, 0) >= GRAVITY.get(before.code, 0)


@settings(max_examples=1000)
@given(worlds, dates)
def test_evaluate_status_self_never_helps_what_others_said(world, valid_at):
    # What the controller said itself it may take back; here all was said by others.
    world.facts = replace(world.facts, records=tuple(r for r in world.facts.records if r.basis.party != 1))
    more = world.append(schemas=[REVOCATION, REINSTATEMENT], party=1)

    assert_not_better(world.ask(valid_at), world.ask(valid_at, facts=more))


@settings(max_examples=1000)
@given(worlds, dates, dates)
def test_evaluate_status_conforms_only_with_independent_positive_in_force(world, valid_at, known_at):
    status = world.ask(valid_at, known_at)
    controlling = {period.party for period in world.facts.controllers if period.since <= known_at}
    in_force = [
        r
        for r in world.facts.records
        if r.uid in status.winning
        and r.schema == ASKED
        and r.outcome in {1, 2}
        and r.basis.method in INDEPENDENT
        and r.basis.party not in controlling
        and r.recorded_at <= known_at
        and r.valid_from <= valid_at < r.valid_until
    ]

    assert bool(in_force) or status.code not in {StatusCode.CONFORMS, StatusCode.CONFORMS_WITH_FINDINGS}


@settings(max_examples=300)
@given(worlds, dates, dates)
def test_evaluate_status_order_of_twins_and_keys_does_not_matter(world, valid_at, known_at):
    turned = world.ask(valid_at, known_at, twins=world.twins[::-1], keys=dict(reversed(world.keys.items())))

    assert turned == world.ask(valid_at, known_at)


@settings(max_examples=500)
@given(worlds, dates, dates)
def test_evaluate_status_joining_never_improves(world, valid_at, known_at):
    alone = replace(without(world.facts, SAME_AS), joined_by=())

    assert_not_better(world.ask(valid_at, known_at, facts=alone), world.ask(valid_at, known_at))


@settings(max_examples=300)
@given(worlds, dates, dates)
def test_evaluate_status_other_schemas_never_matter(world, valid_at, known_at):
    bare = without(world.facts, OTHER)

    assert world.ask(valid_at, known_at, facts=bare) == world.ask(valid_at, known_at)


@settings(max_examples=500)
@given(worlds, dates, dates)
def test_evaluate_status_negative_holds_at_every_later_date_or_was_ended(world, valid_at, later):
    first, second = sorted((valid_at, later))
    before, after = world.ask(first), world.ask(second)
    assume(before.code in GRAVITY)
    ended = {uid for r in after.reasons if r.code in {"negative_cleared", "negative_remedied"} for uid in r.uids}

    assert after.code in GRAVITY or set(before.winning) <= ended


@settings(max_examples=300)
@given(worlds, dates, dates)
def test_evaluate_status_own_assessments_are_split_between_winning_and_losing(world, valid_at, known_at):
    status = world.ask(valid_at, known_at)
    assessments = {r.uid for r in world.facts.records if r.schema == ASKED and r.recorded_at <= known_at}
    codes = [flag.code for flag in status.flags]

    assert set(status.losing) == assessments - set(status.winning)
    assert len(set(status.winning)) == len(status.winning)
    assert codes == [code for code in FlagCode if code in codes]
