"""Published lists on the ledger: what they say as statements of fact, and verdicts only about a pseudonymised copy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labour_ledger.errors import InputError
from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.lists.reading import LoadedList, load_list
from labour_ledger.registry.lists.rows import RowProblem
from labour_ledger.registry.pseudonyms import pseudonymise
from labour_ledger.registry.registration import ImportReport, register_sites, register_subjects
from labour_ledger.registry.statements import PlannedStatement, plan_site_statements
from labour_ledger.registry.supply_links import LinkPlan, plan_brand_links
from labour_ledger_verify.keccak import keccak256

from .scribe import Saying
from .verdicts import generate_assessments
from .world import World

MILLS: Final = "palm/uml_mills.csv"
LINKS: Final = "palm/brand_mill_edges.csv"
SITE_LISTS: Final = (
    MILLS,
    "apparel/nike_facilities_2021.csv",
    "apparel/nike_facilities_2025.csv",
    "apparel/osh_facility_lists.csv",
)
LINK_YEAR: Final = 2021
"""The newest year of the links; all years are five times as many statements of the same kind."""
VERDICT_SCHEMAS: Final = ("ilo/c029@1930", "ilo/c138@1973")
SEED: Final = 2021
Watch = Callable[[str, int], Callable[[int], None]]
"""Called with what is being done and how many steps it has; returns what is told of steps done."""


@dataclass(frozen=True, slots=True)
class ListImported:
    """What became of one list.

    Attributes:
        name: Path of the file below the data folder.
        rows: Rows in the file.
        report: Of the registration of its sites.
        statements: Statements of fact recorded.
        country_spellings: How often each spelling of a country with several occurs.
    """

    name: str
    rows: int
    report: ImportReport
    statements: int
    country_spellings: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class LinksImported:
    """What became of the links between brands and mills.

    Attributes:
        rows: Links in the file, all years.
        recorded: Links of `LINK_YEAR` to a registered mill.
        open_ended: Links of `LINK_YEAR` to a mill that nobody registered, recorded too.
        unlisted: Links of any year to a mill that no list has, as reported.
    """

    rows: int
    recorded: int
    open_ended: int
    unlisted: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class RealLists:
    """What came of it all."""

    lists: tuple[ListImported, ...]
    links: LinksImported
    verdicts: int
    pseudonymous_sites: tuple[bytes, ...]


def record_real_lists(world: World, data: Path, watch: Watch) -> RealLists:
    """Register the sites of published lists and record what the lists say.

    Args:
        world: A running demonstration.
        data: Folder of the lists; its README names their sources and terms.
        watch: Told how the work goes on.

    Raises:
        InputError: A list is missing or broken.
    """
    if not (data / MILLS).is_file():
        raise InputError(f"{data} holds no {MILLS}", hint="Give the folder that holds the lists, see docs/import.md.")
    loaded = {name: load_list(data / name) for name in SITE_LISTS}
    imported = tuple(_import_list(world, name, rows, watch) for name, rows in loaded.items())
    links = _record_links(world, loaded[MILLS], imported[0].report, load_list(data / LINKS), watch)
    sites, verdicts = _record_verdicts(world, loaded[MILLS], watch)
    return RealLists(imported, links, verdicts, sites)


def _import_list(world: World, name: str, loaded: LoadedList, watch: Watch) -> ListImported:
    report = _register(world, loaded, f"registering {name}", watch)
    plans = list(plan_site_statements(loaded.sites, report.subject_of_row))
    world.scribe.record(
        world.cast["registrar"],
        [Saying.of_plan(plan) for plan in plans],
        now=world.now,
        progress=watch(f"recording what {name} says", len(plans)),
    )
    return ListImported(name, loaded.row_count, report, len(plans), loaded.country_spellings)


def _register(world: World, loaded: LoadedList, what: str, watch: Watch) -> ImportReport:
    report = register_sites(
        world.office,
        loaded.sites,
        loaded.problems,
        now=world.now,
        accept_good_rows=True,
        progress=watch(what, len(loaded.sites)),
    )
    world.index()
    return report


def _record_links(
    world: World, mills: LoadedList, report: ImportReport, loaded: LoadedList, watch: Watch
) -> LinksImported:
    plan = plan_brand_links(
        loaded.links,
        registrar=world.office.registrar,
        subjects=_subjects_by_identifier(mills, report),
        listed=frozenset(identifier for site in mills.sites for identifier in site.identifiers),
    )
    register_subjects(world.office, plan.subjects, now=world.now)
    world.index()
    plans = _of_year(plan, loaded, LINK_YEAR)
    world.scribe.record(
        world.cast["registrar"],
        [Saying.of_plan(plan) for plan in plans],
        now=world.now,
        progress=watch(f"recording the links of {LINK_YEAR}", len(plans)),
    )
    open_ended = {problem.row_number for problem in plan.problems}
    to_nobody = sum(plan.row_number in open_ended for plan in plans)
    return LinksImported(len(loaded.links), len(plans) - to_nobody, to_nobody, plan.unlisted)


def _record_verdicts(world: World, mills: LoadedList, watch: Watch) -> tuple[tuple[bytes, ...], int]:
    copy = pseudonymise(mills, keccak256(b"labour-ledger demonstration: pseudonyms"))
    report = _register(world, copy, "registering a pseudonymised copy", watch)
    sites = tuple(dict.fromkeys(report.subject_of_row.values()))
    sayings = list(generate_assessments(sites, VERDICT_SCHEMAS, seed=SEED, now=world.now))
    world.scribe.record(
        world.cast["auditor"],
        sayings,
        now=world.now,
        progress=watch("recording generated verdicts about the copy", len(sayings)),
    )
    return sites, len(sayings)


def _subjects_by_identifier(mills: LoadedList, report: ImportReport) -> dict[Identifier, bytes]:
    return {
        identifier: report.subject_of_row[site.row_number]
        for site in mills.sites
        if site.row_number in report.subject_of_row
        for identifier in site.identifiers
    }


def _of_year(plan: LinkPlan, loaded: LoadedList, year: int) -> list[PlannedStatement]:
    rows = {link.row_number for link in loaded.links if link.year == year}
    return [statement for statement in plan.statements if statement.row_number in rows]
