"""Random ledgers: supply links with cycles, loops and loose ends, and assessments with all that bears on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.support.ledger_simulator import LedgerSimulator
from tests.support.simulated_chain import START_TIME
from tests.support.supply_simulator import SupplySimulator

from labour_ledger_verify.attestation import schema_hash
from labour_ledger_verify.basis import AccreditationFound, PartyClass
from labour_ledger_verify.status import ACTING_SCHEMA_IDS

DAY_S = 86_400
STANDARDS = tuple(schema_hash(schema_id) for schema_id in ("ilo/c029@1930", "ilo/c138@1973"))
CLASSES = (
    PartyClass.AUDITOR,
    PartyClass.AUDITOR,
    PartyClass.GOVERNMENT,
    PartyClass.WORKERS_ORGANISATION,
    PartyClass.BUSINESS,
    PartyClass.CIVIL_SOCIETY,
)
_DATES = ("2019-12-31", "2020-01-01", "2020-06-15", "2021-01-01", "2021-12-31", "2022-03-01")


@dataclass
class RandomSupply:
    """A ledger that chance makes; the same seed makes the same."""

    seed: int
    simulator: LedgerSimulator = field(default_factory=LedgerSimulator)
    parties: list[tuple[int, PartyClass]] = field(default_factory=list)
    sites: list[bytes] = field(default_factory=list)
    links: list[tuple[bytes, int]] = field(default_factory=list)
    records: dict[bytes, list[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.supply = SupplySimulator(self.simulator)
        for schema_id in ("ilo/c029@1930", "ilo/c138@1973", "ledger/supply-link@1", *ACTING_SCHEMA_IDS):
            self.simulator.register_schema(schema_id)
        self.parties = [(self.simulator.register_party(party_class, "ID"), party_class) for party_class in CLASSES]
        self.network = self.simulator.register_subject("network", kind=4)
        self.loose = [bytes([255 - number]) * 32 for number in range(2)]
        self.controllers: dict[bytes, int] = {}
        for _ in range(self.random.randint(2, 8)):
            self.add_site()
        self.simulator.mine()

    def add_site(self) -> None:
        """Register a site, perhaps with a controller."""
        controller = self.random.choice([0, 0, self.parties[0][0], self.parties[4][0]])
        site = self.simulator.register_subject(f"site {len(self.sites)}", controller=controller)
        self.controllers[site] = controller
        self.sites.append(site)

    def go_on(self, acts: int) -> None:
        """Let some things happen, over a few blocks."""
        chances = {
            self.link: 8,
            self.unlink: 1,
            self.assess: 8,
            self.act: 4,
            self.join: 0.4,
            self.hand_over: 0.4,
            self.mark_key: 0.1,
            self.add_site: 0.5,
        }
        for _ in range(acts):
            self.random.choices(list(chances), list(chances.values()))[0]()
            if self.random.random() < 0.3:
                self.simulator.block_time_s = self.random.choice([12, 12, 12, DAY_S, 70 * DAY_S])
                self.simulator.mine()
        self.simulator.mine()

    def link(self) -> None:
        """Record a link; its ends can be the same, or nobody's."""
        ends = [*self.sites, *self.sites, *self.loose]
        start, until = self.random.choice(_DATES), self.random.choice([None, None, *_DATES])
        party = self.random.choice(self.parties)[0]
        uid = self.supply.link(
            self.network,
            self.random.choice(ends),
            self.random.choice(ends),
            party=party,
            start=start,
            until=until if until is None or until >= start else None,
        )
        self.links.append((uid, party))

    def unlink(self) -> None:
        """Revoke a link, perhaps as somebody who may not."""
        if self.links:
            uid, party = self.random.choice(self.links)
            self.supply.revoke(self.network, uid, party=self.random.choice([party, self.parties[0][0]]))

    def assess(self) -> None:
        """Record an assessment, perhaps one that names an earlier record."""
        site = self.random.choice(self.sites)
        start = START_TIME + self.random.randint(-400, 40) * DAY_S
        self._record(
            site,
            self.random.choice(STANDARDS),
            outcome=self.random.choice([0, 1, 1, 1, 2, 2, 3, 4, 5]),
            ref_uid=self._earlier(site) if self.random.random() < 0.15 else bytes(32),
            valid_from=start,
            valid_until=start + self.random.choice([1, 30, 200, 420, 800]) * DAY_S,
        )

    def act(self) -> None:
        """Record something that bears on an earlier record; a revocation more often than all else."""
        site = self.random.choice(self.sites)
        name = self.random.choice(["revocation"] * 6 + ["suspension", "dispute", "ruling", "remedy-confirmation"])
        named = self._earlier(site)
        if self.random.random() < 0.1:
            name, named = "assessment-opened", self.random.choice(STANDARDS)
        outcome = self.random.choice([0, 1, 3])
        self._record(site, schema_hash(f"ledger/{name}@1"), outcome=outcome, ref_uid=named)

    def join(self) -> None:
        """Say that two sites are the same."""
        one, other = self.random.choice(self.sites), self.random.choice(self.sites)
        if one != other:
            self._record(one, schema_hash("ledger/same-as@1"), outcome=0, ref_uid=other)

    def hand_over(self) -> None:
        """Give a site to another controller."""
        site = self.random.choice(self.sites)
        controller = self.random.choice([0, *(party for party, _ in self.parties)])
        self.simulator.change_controller(site, self.controllers[site], controller)
        self.controllers[site] = controller

    def mark_key(self) -> None:
        """Mark a party's key as compromised."""
        party = self.random.choice(self.parties)[0]
        since = self.simulator.head.timestamp - self.random.randint(0, 40)
        self.simulator.mark_compromised(party, self.simulator.signer(party).address, since)

    def _earlier(self, site: bytes) -> bytes:
        return self.random.choice(self.records.get(site) or [bytes(32)])

    def _record(self, site: bytes, schema: bytes, **more) -> None:
        party, party_class = self.random.choice(self.parties)
        accreditation = self.random.choice([AccreditationFound.NONE_NEEDED, AccreditationFound.WORLDWIDE])
        uids = self.simulator.record(
            party,
            party_class,
            site,
            schema=schema,
            controller=self.controllers[site],
            accreditation=accreditation,
            **more,
        )
        self.records.setdefault(site, []).extend(uids)
