"""The demonstration from end to end, stage by stage; every figure in it is computed while it runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from labour_ledger.config import Settings
from labour_ledger.diligence.status import StatusAnswer, site_status
from labour_ledger_verify.handle import handle_of
from labour_ledger_verify.hexadecimal import to_checksum_address, to_hex

from .auditing import verify_bundles, verify_signed_file
from .deciding import try_alone
from .real_lists import LINK_YEAR, ListImported, RealLists, Watch, record_real_lists
from .stage import DemonstrationFailed, Stage
from .story import FORCED_LABOUR, Site, Story, tell
from .world import DAY_S, World, date_of, open_world

LAST_MONTH_DAYS: Final = 30


def perform(settings: Settings, *, data: Path | None, today: int, watch: Watch) -> Iterator[Stage]:
    """Run the demonstration, yielding each stage as it ends.

    Args:
        settings: Say where everything is kept.
        data: Folder of published lists to record as well, or None.
        today: Unix seconds.
        watch: Told how long work goes on.

    Raises:
        ConfigurationError: anvil is missing, or the folder holds something else.
        InputError: A list is missing or broken.
        DemonstrationFailed: The contract, the audit or the verifier did not say what they must.
    """
    started = time.perf_counter()
    with open_world(settings, today=today) as world:
        yield replace(_describe_world(world), seconds=time.perf_counter() - started)
        yield _timed(lambda: _describe_council(world))
        story_stage, story = _tell(world)
        yield story_stage
        yield _timed(lambda: _describe_refusal(story))
        if data is not None:
            yield _timed(lambda: _describe_lists(record_real_lists(world, data, watch), world))
        yield _timed(lambda: _index(world))
        yield _timed(lambda: _ask(world, story))
        yield _timed(lambda: verify_signed_file(world, story, settings.home))
        yield _timed(lambda: verify_bundles(world, story, settings.home))
        yield _count(world)


def _timed(work: Callable[[], Stage]) -> Stage:
    started = time.perf_counter()
    return replace(work(), seconds=time.perf_counter() - started)


def _describe_world(world: World) -> Stage:
    classes = {player.role.party_class for player in world.cast.values()}
    lines = (
        f"a local chain that began on {date_of(world.began)}, so that there is a last month to ask about",
        f"contract {to_checksum_address(world.deployment.contract)}",
        f"{len(world.cast)} fictitious parties of {len(classes)} classes, each with a key, and their accreditations",
    )
    return Stage(
        "chain",
        "Chain started, contract deployed, parties registered",
        lines,
        {"contract": to_checksum_address(world.deployment.contract), "parties": len(world.cast)},
    )


def _describe_council(world: World) -> Stage:
    made = world.council.decisions
    tried = try_alone(world)
    if tried is None:
        raise DemonstrationFailed("one member of the council decided alone")
    calls = sum(decision.calls for decision in made)
    lines = (
        "a government, an employers' and a workers' organisation must approve; "
        f"{made[0].delay_s} s later it is executed, in which each may still take it back",
        f"{len(made)} proposals executed so far, of {calls} calls: schemas, parties, keys, accreditations",
        f"the ministry alone tries `{tried.words}`",
        f"{tried.refusal.name}: {tried.refusal.message}",
    )
    facts: dict[str, object] = {"decisions": len(made), "calls": calls, "aloneRefused": tried.refusal.name}
    return Stage("council", "A council of three classes decides what nobody decides alone", lines, facts)


def _tell(world: World) -> tuple[Stage, Story]:
    started = time.perf_counter()
    story = tell(world)
    lines = [
        f"{len(story.sites)} fictitious sites registered from a list; {len(story.report.noted)} of its cells noted",
        *(f"{date_of(world.began + act.day * DAY_S)}  {act.text}" for act in story.acts),
        f"{world.scribe.recorded} attestations in all, generated with a fixed seed",
    ]
    stage = Stage(
        "story",
        "Half a year of signed attestations",
        tuple(lines),
        {"sites": len(story.sites), "attestations": world.scribe.recorded},
        time.perf_counter() - started,
    )
    return stage, story


def _describe_refusal(story: Story) -> Stage:
    refusal = story.refusal
    return Stage(
        "refused",
        "An auditor tries to sign outside its accreditation, and the contract refuses",
        (f"{refusal.name}: {refusal.message}", refusal.hint),
        {"error": refusal.name, "message": refusal.message},
    )


def _describe_lists(found: RealLists, world: World) -> Stage:
    lines = [line for imported in found.lists for line in _list_lines(imported)]
    lines += [
        f"links between brands and mills: {found.links.recorded:,} of {LINK_YEAR} recorded, and "
        f"{found.links.open_ended:,} to mills that nobody registered; {len(found.links.unlisted):,} of all years name "
        "a mill that is not listed",
        f"{found.verdicts:,} generated verdicts, all about the {len(found.pseudonymous_sites):,} sites of a "
        "pseudonymised copy",
    ]
    facts: dict[str, object] = {
        "lists": {
            imported.name: {
                "rows": imported.rows,
                "registered": len(imported.report.taken),
                "known": len(imported.report.known),
                "refused": len(imported.report.refused),
                "noted": len(imported.report.noted),
                "statements": imported.statements,
            }
            for imported in found.lists
        },
        "links": found.links.recorded,
        "openEndedLinks": found.links.open_ended,
        "unlistedLinks": len(found.links.unlisted),
        "verdicts": found.verdicts,
        "attestations": world.scribe.recorded,
    }
    return Stage("lists", "Published lists: what they say, as statements of fact", tuple(lines), facts)


def _list_lines(imported: ListImported) -> Iterator[str]:
    report = imported.report
    yield (
        f"{imported.name}: {imported.rows:,} rows, {len(report.taken):,} sites registered, "
        f"{len(report.known):,} known already, {len(report.refused):,} refused, {len(report.noted):,} oddities noted; "
        f"{imported.statements:,} statements"
    )
    if report.refused:
        first = report.refused[0]
        yield f"    refused, for example row {first.row_number}, {first.field}: {first.reason}"
    for country, spellings in imported.country_spellings.items():
        yield f"    {country} is spelled {', '.join(f'{text} ({count})' for text, count in spellings.items())}"


def _index(world: World) -> Stage:
    block = world.index()
    report = world.audit()
    if not report.is_complete:
        raise DemonstrationFailed(f"the audit found {len(report.differences)} histories that differ from the chain")
    histories = sum(report.histories.values())
    lines = (
        f"index read up to block {block:,}",
        f"{histories:,} histories recomputed from the index; every head equals the one on the chain",
    )
    return Stage("index", "Index built and audited against the chain", lines, {"block": block, "histories": histories})


def _ask(world: World, story: Story) -> Stage:
    last_month = date_of(world.now - LAST_MONTH_DAYS * DAY_S)
    lines: list[str] = []
    answers: list[dict[str, object]] = []
    for site in story.singled_out:
        today = _status(world, site)
        then = _status(world, site, known_at=last_month)
        lines.append(f"{handle_of(site.subject)}  {site.name}")
        lines.append(f"    today: {today.status.code.value}    as known on {last_month}: {then.status.code.value}")
        lines += [f"      {reason.text}" for reason in today.status.reasons]
        answers.append({"site": to_hex(site.subject), "today": today.to_json(), "lastMonth": then.to_json()})
    return Stage(
        "questions",
        f"Is this site valid for {FORCED_LABOUR}, today and as known last month?",
        tuple(lines),
        {"answers": answers},
    )


def _status(world: World, site: Site, *, known_at: str | None = None) -> StatusAnswer:
    with world.store.reading() as session:
        return site_status(
            session,
            world.ledger,
            site.subject,
            schema_id=FORCED_LABOUR,
            valid_at_text=known_at,
            known_at_text=known_at,
        )


def _count(world: World) -> Stage:
    scribe = world.scribe
    gas_each = scribe.gas_used // scribe.recorded
    lines = [f"{scribe.recorded} attestations", f"{gas_each:,} gas each over all, in batches and alone"]
    facts: dict[str, object] = {"attestations": scribe.recorded, "gasEach": gas_each}
    if scribe.full_batch_gas_each:
        ordered = sorted(scribe.full_batch_gas_each)
        facts["gasEachInFullBatches"] = ordered[len(ordered) // 2]
        lines.append(f"{ordered[len(ordered) // 2]:,} gas each in a batch of 100 (median of {len(ordered)} batches)")
    return Stage("totals", "Totals", tuple(lines), facts)
