"""What happens in the demonstration: half a year of fictitious sites, audits and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from labour_ledger.attesting.acts import RecordNamed, draft_dispute, draft_revocation
from labour_ledger.attesting.draft import Terms
from labour_ledger.attesting.sign import sign_draft
from labour_ledger.chain.refusals import ContractRefusal
from labour_ledger.chain.signed_types import ControllerChange
from labour_ledger.chain.signing import sign_typed
from labour_ledger.registry.lists.reading import load_list
from labour_ledger.registry.registration import ImportReport, register_sites
from labour_ledger.registry.sample import SAMPLE_SOURCE, sample_list
from labour_ledger.registry.statements import plan_site_statements
from labour_ledger.schemas.codes import Outcome
from labour_ledger_verify.document import JsonValue
from labour_ledger_verify.signed_file import SignedAttestation

from .cast import YEAR_S
from .scribe import Saying
from .verdicts import assessment, generate_assessments
from .world import DAY_S, World, date_of

SEED: Final = 8_7
FORCED_LABOUR: Final = "ilo/c029@1930"
INSTRUMENTS: Final = (FORCED_LABOUR, "ilo/p029@2014", "ilo/c105@1957", "ilo/c138@1973", "ilo/c182@1999")
CONTROLLED_SITES: Final = 2
AUDITED_DAY, DISPUTED_DAY, REMEDIED_DAY, REVOKED_DAY = 75, 120, 150, 198
GENERATED: Final[dict[str, JsonValue]] = {"language": "en", "generated": True}


@dataclass(frozen=True, slots=True)
class Site:
    """A fictitious site of the story."""

    subject: bytes
    name: str
    country: str


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened, told in a sentence."""

    day: int
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """What came of the story.

    Attributes:
        sites: In the order of the sample.
        report: Of their import.
        acts: What happened to single sites, in order.
        singled_out: Sites with a story of their own: disputed, remedied, expired, revoked.
        signed: The audit of the last of them, as its auditor signed it.
        refusal: What the contract said to an auditor without accreditation.
    """

    sites: tuple[Site, ...]
    report: ImportReport
    acts: tuple[Act, ...]
    singled_out: tuple[Site, ...]
    signed: SignedAttestation
    refusal: ContractRefusal


def import_sample(world: World) -> tuple[tuple[Site, ...], ImportReport]:
    """Register the fictitious suppliers and record what their list says about them."""
    with sample_list() as path:
        loaded = load_list(path, override=SAMPLE_SOURCE)
    report = register_sites(world.office, loaded.sites, loaded.problems, now=world.now)
    world.index()
    sites = tuple(
        Site(report.subject_of_row[site.row_number], site.name, site.country)
        for site in loaded.sites
        if site.row_number in report.subject_of_row
    )
    statements = [Saying.of_plan(plan) for plan in plan_site_statements(loaded.sites, report.subject_of_row)]
    world.scribe.record(world.cast["registrar"], statements, now=world.now)
    return sites, report


def claim_sites(world: World, sites: Sequence[Site]) -> None:
    """Let the supplier take control of its sites; it signs, and so does the registrar."""
    supplier, registrar = world.cast["supplier"], world.cast["registrar"]
    for nonce, site in enumerate(sites):
        change = ControllerChange(
            subject=site.subject,
            controller=supplier.party,
            issuer=supplier.signer.address,
            nonce=nonce,
            deadline=world.now + YEAR_S,
        )
        domain = world.deployment.domain
        world.scribe.submitter.relay.change_controller(
            change,
            sign_typed(supplier.signer, domain, change),
            registrar.signer.address,
            sign_typed(registrar.signer, domain, change),
        )


def tell(world: World) -> Story:
    """Act the story from its first day to today."""
    sites, report = import_sample(world)
    claim_sites(world, sites[:CONTROLLED_SITES])
    now = world.travel_to_day(3)
    world.scribe.record(
        world.cast["supplier"],
        [
            assessment(site.subject, schema_id, Outcome.CONFORMS, performed=now - 2 * DAY_S, valid_days=365)
            for site in sites[:CONTROLLED_SITES]
            for schema_id in INSTRUMENTS
        ],
        now=now,
    )
    singled_out, others = sites[:4], sites[4:]
    now = world.travel_to_day(70)
    world.scribe.record(
        world.cast["auditor"],
        list(generate_assessments([site.subject for site in others], INSTRUMENTS, seed=SEED, now=now)),
        now=now,
    )
    acts, signed = _single_out(world, singled_out)
    refusal = _refused(world, sites)
    world.chain.travel_to(max(world.today, world.now + 1))
    return Story(sites, report, tuple(acts), tuple(singled_out), signed, refusal)


def _single_out(world: World, sites: Sequence[Site]) -> tuple[list[Act], SignedAttestation]:
    """What happens to four sites, one kind of thing each."""
    disputed, remedied, expired, revoked = sites
    positive, negative, signed = _audit(world, sites)
    _dispute(world, RecordNamed(positive, disputed.subject))
    _remedy(world, RecordNamed(negative, remedied.subject))
    _revoke(world, RecordNamed(signed.digest(), revoked.subject))
    acts = [
        Act(AUDITED_DAY, f"an audit of {disputed.name} finds that it conforms"),
        Act(AUDITED_DAY, f"an audit of {remedied.name} finds recruitment fees: it does not conform"),
        Act(AUDITED_DAY, f"an audit of {expired.name} finds that it conforms, for 60 days"),
        Act(AUDITED_DAY, f"an audit of {revoked.name} finds that it conforms; its signed file is kept"),
        Act(DISPUTED_DAY, f"the union disputes the audit of {disputed.name}: workers were not heard"),
        Act(REMEDIED_DAY, f"fees are repaid at {remedied.name}, and the union confirms it after asking workers"),
        Act(REVOKED_DAY, f"the auditor revokes its audit of {revoked.name}: a factual error"),
    ]
    return acts, signed


def _audit(world: World, sites: Sequence[Site]) -> tuple[bytes, bytes, SignedAttestation]:
    """Audit four sites: positive, negative, positive for a short time, and positive in a file of its own."""
    auditor = world.cast["auditor"]
    now = world.travel_to_day(AUDITED_DAY)
    disputed, remedied, expired, revoked = sites
    performed = now - 5 * DAY_S
    positive, negative, _ = world.scribe.record(
        auditor,
        [
            assessment(disputed.subject, FORCED_LABOUR, Outcome.CONFORMS, performed=performed, valid_days=365),
            assessment(
                remedied.subject,
                FORCED_LABOUR,
                Outcome.DOES_NOT_CONFORM,
                performed=performed,
                valid_days=365,
                with_finding=True,
            ),
            assessment(expired.subject, FORCED_LABOUR, Outcome.CONFORMS, performed=performed, valid_days=60),
        ],
        now=now,
    )
    alone = assessment(revoked.subject, FORCED_LABOUR, Outcome.CONFORMS, performed=now - 4 * DAY_S, valid_days=365)
    signed = sign_draft(world.scribe.draft(auditor, alone, now=now), auditor.signer)
    world.scribe.submit(signed, now=now)
    return positive, negative, signed


def _dispute(world: World, positive: RecordNamed) -> None:
    union = world.cast["union"]
    now = world.travel_to_day(DISPUTED_DAY)
    draft = draft_dispute(
        positive,
        grounds=["workers-not-heard", "interviews-not-private"],
        sought="re-assessment",
        note="",
        language="en",
        domain=world.deployment.domain,
        issuer=union.signer.address,
        now=now,
    )
    world.scribe.submit(sign_draft(draft, union.signer), now=now)


def _remedy(world: World, negative: RecordNamed) -> None:
    now = world.travel_to_day(REMEDIED_DAY)
    action = {
        "topic": "recruitment-fees",
        "action": "fees-repaid",
        "state": "done",
        "completedOn": date_of(now - DAY_S),
    }
    terms = Terms(ref_uid=negative.uid)
    claim: dict[str, JsonValue] = {"actions": [action | {"workersReached": "50-99"}], **GENERATED}
    confirmation: dict[str, JsonValue] = {
        "actions": [action],
        "checkedBy": ["worker-interviews", "payment-records"],
        "workersConsulted": "10-24",
        "confirmedOn": date_of(now),
        **GENERATED,
    }
    for player, schema_id, content in (
        (world.cast["supplier"], "ledger/remedy-claim@1", claim),
        (world.cast["union"], "ledger/remedy-confirmation@1", confirmation),
    ):
        world.scribe.record(player, [Saying(schema_id, negative.subject, content, terms)], now=now)


def _revoke(world: World, positive: RecordNamed) -> None:
    auditor = world.cast["auditor"]
    now = world.travel_to_day(REVOKED_DAY)
    draft = draft_revocation(
        positive,
        reason_code="factual-error",
        note="",
        language="en",
        domain=world.deployment.domain,
        issuer=auditor.signer.address,
        now=now,
    )
    world.scribe.submit(sign_draft(draft, auditor.signer), now=now)


def _refused(world: World, sites: Sequence[Site]) -> ContractRefusal:
    """Let an auditor who is accredited in India only say something about a site elsewhere."""
    auditor = world.cast["local_auditor"]
    abroad = next(site for site in sites if site.country not in auditor.role.accredited_in)
    now = world.now
    saying = assessment(abroad.subject, FORCED_LABOUR, Outcome.CONFORMS, performed=now - 3 * DAY_S, valid_days=365)
    try:
        world.scribe.record(auditor, [saying], now=now)
    except ContractRefusal as refusal:
        return refusal
    raise AssertionError("the contract recorded an attestation without accreditation")
