"""The import of a list: registrations, then what the list says beside them, with the index brought up to date."""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from labour_ledger.attesting.key_changes import require_registered
from labour_ledger.attesting.statements import StatementsReport, record_statements
from labour_ledger.attesting.submit import Submitter, chain_time
from labour_ledger.config import Settings
from labour_ledger.errors import ConfigurationError, InputError
from labour_ledger.registry.identifiers import Identifier
from labour_ledger.registry.lists.cells import CountryChoice
from labour_ledger.registry.lists.reading import LoadedList, load_list
from labour_ledger.registry.lists.rows import ProblemSeverity, RowProblem
from labour_ledger.registry.matching.rows import RowMatches
from labour_ledger.registry.planned_subject import Registrar
from labour_ledger.registry.registration import ImportReport, RegistrarOffice, register_sites, register_subjects
from labour_ledger.registry.reviews import match_and_keep, without_asked
from labour_ledger.registry.statements import PlannedStatement, plan_site_statements
from labour_ledger.registry.supply_links import LinkPlan, plan_brand_links, plan_supplies
from labour_ledger.store import queries

from .connections import Ledger, open_ledger, open_submitter, unlock_key
from .indexing import bring_up_to_date
from .output import Output
from .sheet_progress import ShownProgress

SEED_FILE: Final = "registrar-seed"
_SEED_BYTES: Final = 32


class SeedUnusable(ConfigurationError):
    """The secret from which a registrar's salts are made cannot be read or written."""

    code = "seed-unusable"


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How a list is imported.

    Attributes:
        format: Name of its format, or None to find it by the header.
        believe: `country-name` or `country-code` where they contradict, or None.
        accept_good_rows: Register the rows that are right although others are refused.
        statements: Record what the list says beside the registration.
        match: Compare rows with the sites that are registered, and hold back those that a person has to judge.
        column_map: Columns of the file by those of the plain list, or None.
    """

    format: str | None
    believe: str | None
    accept_good_rows: bool
    statements: bool
    match: bool = False
    column_map: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SiteImport:
    """What became of a list.

    Attributes:
        counts: Of rows and statements, by what became of them.
        problems: What was refused or noted, in row order.
        statements: What became of the statements; None where none were asked for.
        matches: What became of rows that resemble registered sites; None where they were not compared.
    """

    counts: dict[str, int]
    problems: tuple[RowProblem, ...]
    statements: StatementsReport | None
    matches: RowMatches | None = None

    def to_json(self) -> dict[str, object]:
        """Return the JSON form."""
        return {
            "format": "labour-ledger/site-import@1",
            "counts": self.counts,
            "problems": [problem.to_json() for problem in self.problems],
            "statements": None if self.statements is None else self.statements.to_json(),
            "matches": None if self.matches is None else self.matches.to_json(),
        }


def import_list(
    settings: Settings,
    output: Output,
    file: Path,
    choices: ImportChoices,
    key: str,
    password_file: Path | None,
    relay: str | None,
    relay_password_file: Path | None,
) -> SiteImport:
    """Import a list, from the file to an index that has it.

    Raises:
        RowsRefused: Rows cannot be registered and good rows alone were not asked for; nothing was sent.
        KeyNotRegistered: The key is of no party.
        LabourLedgerError: As reading lists, registering and recording.
    """
    loaded = load_list(
        file,
        format_name=choices.format,
        believe=_country_choice(choices.believe),
        column_map=choices.column_map,
    )
    signer = unlock_key(settings, key, password_file)
    with (
        open_ledger(settings) as ledger,
        open_submitter(settings, ledger, relay, relay_password_file) as submitter,
        ShownProgress(output) as progress,
    ):
        state = require_registered(submitter.relay.client, signer.address)
        registrar = Registrar(state.party, _seed(settings))
        office = RegistrarOffice(registrar, signer, ledger.deployment.domain, ledger.store, submitter.relay)
        bring_up_to_date(settings, ledger, submitter.relay.client)
        matches = None
        if choices.match:
            matches = match_and_keep(office, loaded.sites, now=chain_time(submitter.relay.client))
            loaded = replace(loaded, sites=without_asked(loaded.sites, matches))
        report = _register(office, loaded, choices, submitter, progress)
        bring_up_to_date(settings, ledger, submitter.relay.client)
        statements = None
        link_problems: tuple[RowProblem, ...] = ()
        if choices.statements:
            planned, link_problems = _plan_statements(office, loaded, report, ledger, submitter)
            statements = record_statements(
                loaded.source.file_hash,
                planned,
                submitter,
                signer=signer,
                domain=ledger.deployment.domain,
                watcher=progress,
            )
            bring_up_to_date(settings, ledger, submitter.relay.client)
    return _report(loaded, report, statements, link_problems, matches)


def _register(
    office: RegistrarOffice, loaded: LoadedList, choices: ImportChoices, submitter: Submitter, progress: ShownProgress
) -> ImportReport:
    return register_sites(
        office,
        loaded.sites,
        loaded.problems,
        now=chain_time(submitter.relay.client),
        accept_good_rows=choices.accept_good_rows,
        progress=progress.stage("registering sites", len(loaded.sites)),
    )


def _plan_statements(
    office: RegistrarOffice, loaded: LoadedList, report: ImportReport, ledger: Ledger, submitter: Submitter
) -> tuple[list[PlannedStatement], tuple[RowProblem, ...]]:
    planned = list(plan_site_statements(loaded.sites, report.subject_of_row))
    named = {link.seller for link in loaded.links} | {item for site in loaded.sites for item in site.supplies}
    subjects = _subjects_of(ledger, named)
    plans: list[LinkPlan] = []
    if loaded.links:
        listed = frozenset(subjects)
        plans.append(plan_brand_links(loaded.links, registrar=office.registrar, subjects=subjects, listed=listed))
    if any(site.supplies for site in loaded.sites):
        plans.append(
            plan_supplies(
                loaded.sites, registrar=office.registrar, subject_of_row=report.subject_of_row, subjects=subjects
            )
        )
    for plan in plans:
        register_subjects(office, plan.subjects, now=chain_time(submitter.relay.client))
        planned += plan.statements
    return planned, tuple(problem for plan in plans for problem in plan.problems)


def _subjects_of(ledger: Ledger, identifiers: set[Identifier]) -> dict[Identifier, bytes]:
    hashes = {identifier: identifier.hash for identifier in identifiers}
    with ledger.store.reading() as session:
        found = queries.subjects_of_identifiers(session, ledger.key, hashes.values())
    return {identifier: found[hashed] for identifier, hashed in hashes.items() if hashed in found}


def _report(
    loaded: LoadedList,
    report: ImportReport,
    statements: StatementsReport | None,
    links: Sequence[RowProblem],
    matches: RowMatches | None,
) -> SiteImport:
    problems = sorted((*report.refused, *report.noted, *links), key=lambda problem: problem.row_number)
    refused = {problem.row_number for problem in problems if problem.severity is ProblemSeverity.REFUSED}
    counts = Counter(
        {
            "rows": loaded.row_count,
            "sites registered now": len(report.taken),
            "sites known before": len(report.known),
            "rows refused": len(refused),
            "notes": len(problems) - sum(problem.severity is ProblemSeverity.REFUSED for problem in problems),
        }
    )
    if statements is not None:
        counts["statements recorded now"] = len(statements.recorded)
        counts["statements recorded before"] = statements.recorded_before
        counts["statements refused"] = len(statements.refused)
    if matches is not None:
        counts["rows found to be known sites"] = len(matches.same)
        counts["rows held back for review"] = len(matches.asked)
    return SiteImport(dict(counts), tuple(problems), statements, matches)


def _country_choice(text: str | None) -> CountryChoice | None:
    if text is None:
        return None
    try:
        return CountryChoice(text)
    except ValueError as error:
        choices = " or ".join(choice.value for choice in CountryChoice)
        raise InputError(f"--accept: {text[:40]!r} is neither {choices}", hint=f"Write {choices}.") from error


def _seed(settings: Settings) -> bytes:
    """Return the registrar's secret, made at the first import: with it the same rows are the same subjects again."""
    file = settings.home / SEED_FILE
    try:
        if not file.exists():
            settings.home.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_hex(_SEED_BYTES) + "\n")
        seed = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise SeedUnusable(
            f"{file}: {error}", hint="Restore the file; without it sites are registered twice."
        ) from error
    if len(seed) != _SEED_BYTES:
        raise SeedUnusable(f"{file}: must hold 64 hexadecimal digits", hint="Restore the file from its copy.")
    return seed
