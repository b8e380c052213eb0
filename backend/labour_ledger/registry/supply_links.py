"""Links between buyers and sites that lists name, as statements under network subjects.

Who buys from whom can be a trade secret: a link is recorded under a network with a random id and no identity, one for
each buyer, so that the pair stands in the document only. A link to a site that nobody registered is recorded and noted:
it names the subject that the site gets when the same registrar registers it; until then the network has an open end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from labour_ledger.schemas.codes import SubjectKind
from labour_ledger.store.results import SiteProfile
from labour_ledger_verify.document import JsonValue
from labour_ledger_verify.hexadecimal import to_hex

from .identifiers import Identifier
from .identity import organisation_content, source_content
from .lists.formats import row_key
from .lists.rows import ListedLink, ListedSite, ListSource, ProblemSeverity, RowProblem
from .planned_subject import PlannedSubject, Registrar, plan_subject
from .statements import PlannedStatement

SUPPLY_LINK_SCHEMA: Final = "ledger/supply-link@1"


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """What the links of a list become.

    Attributes:
        subjects: Organisations and networks that the links need, each once, registered already or not.
        statements: One for each link that can be stated.
        problems: A note for each link with an end that is not registered.
    """

    subjects: tuple[PlannedSubject, ...]
    statements: tuple[PlannedStatement, ...]
    problems: tuple[RowProblem, ...]

    @property
    def unlisted(self) -> tuple[RowProblem, ...]:
        """The links that point to a site of no list."""
        return tuple(problem for problem in self.problems if problem.code == "link-unlisted")


def plan_brand_links(
    links: Sequence[ListedLink],
    *,
    registrar: Registrar,
    subjects: Mapping[Identifier, bytes],
    listed: frozenset[Identifier],
) -> LinkPlan:
    """Turn links of named buyers to sites into statements, one network for each buyer.

    Args:
        links: Rows of a list of links.
        registrar: Who would register buyers and networks.
        subjects: The registered or planned subjects of sites, by identifier.
        listed: Identifiers that the lists of sites have, whether their rows were taken or not.

    Raises:
        DocumentInvalid, PersonalDataRefused: A buyer's name cannot stand in an identity document.
    """
    buyers: dict[str, tuple[PlannedSubject, PlannedSubject]] = {}
    statements: list[PlannedStatement] = []
    problems: list[RowProblem] = []
    for link in links:
        if link.buyer not in buyers:
            organisation = plan_buyer(registrar, link.buyer, link.source, link.row_number)
            buyers[link.buyer] = organisation, plan_network(registrar, organisation.subject)
        seller = subjects.get(link.seller)
        if seller is None:
            known = link.seller in listed
            problems.append(_open_end(link.row_number, "uml_id", link.seller, listed=known, recorded=True))
            seller = plan_subject(registrar, str(link.seller), SubjectKind.SITE).subject
        statements.append(_reported_in_year(link, *buyers[link.buyer], seller))
    needed = tuple(subject for pair in buyers.values() for subject in pair)
    return LinkPlan(needed, tuple(statements), tuple(problems))


def plan_supplies(
    sites: Sequence[ListedSite],
    *,
    registrar: Registrar,
    subject_of_row: Mapping[int, bytes],
    subjects: Mapping[Identifier, bytes],
) -> LinkPlan:
    """Turn what a plain list says of deliveries into statements, one network for each buyer.

    Args:
        sites: Rows of one list; those without a subject are passed over, as they were refused.
        registrar: Who would register the networks.
        subject_of_row: Subjects of the rows.
        subjects: The registered or planned subjects of sites, by identifier.
    """
    networks: dict[bytes, PlannedSubject] = {}
    statements: list[PlannedStatement] = []
    problems: list[RowProblem] = []
    listed = {identifier for site in sites for identifier in site.identifiers}
    for site in sites:
        seller = subject_of_row.get(site.row_number)
        if seller is None:
            continue
        for identifier in site.supplies:
            buyer = subjects.get(identifier)
            if buyer is None:
                known = identifier in listed
                problems.append(_open_end(site.row_number, "supplies", identifier, listed=known, recorded=False))
                continue
            if buyer not in networks:
                networks[buyer] = plan_network(registrar, buyer)
            statements.append(_delivery(site, seller, buyer, networks[buyer], identifier))
    return LinkPlan(tuple(networks.values()), tuple(statements), tuple(problems))


def plan_buyer(registrar: Registrar, name: str, source: ListSource, row_number: int) -> PlannedSubject:
    """Return the organisation that a list names as a buyer.

    Args:
        registrar: Who would register it.
        name: Name as listed; two names that differ in case or punctuation only are the same buyer.
        source: The list.
        row_number: First row that names it.

    Raises:
        DocumentInvalid, PersonalDataRefused: The name cannot stand in an identity document.
    """
    return plan_subject(
        registrar,
        row_key("buyer", name),
        SubjectKind.ORGANISATION,
        content=organisation_content(name, source, row_number),
        profile=SiteProfile(name, "", "", "", "", ()),
    )


def plan_network(registrar: Registrar, buyer: bytes) -> PlannedSubject:
    """Return the network under which the links of a buyer (its subject, 32 bytes) are recorded."""
    return plan_subject(registrar, f"network|{to_hex(buyer)}", SubjectKind.NETWORK)


def _reported_in_year(
    link: ListedLink, organisation: PlannedSubject, network: PlannedSubject, seller: bytes
) -> PlannedStatement:
    first, last = date(link.year, 1, 1), date(link.year, 12, 31)
    return PlannedStatement(
        schema_id=SUPPLY_LINK_SCHEMA,
        subject=network.subject,
        content=_link_content(
            organisation.subject,
            seller,
            {"from": first.isoformat(), "until": last.isoformat()},
            source_content(link.source, link.row_number),
        ),
        valid_from=_midnight(first),
        valid_until=_midnight(date(link.year + 1, 1, 1)),
        row_number=link.row_number,
        key=f"{link.row_number}/supply-link",
    )


def _delivery(
    site: ListedSite, seller: bytes, buyer: bytes, network: PlannedSubject, identifier: Identifier
) -> PlannedStatement:
    return PlannedStatement(
        schema_id=SUPPLY_LINK_SCHEMA,
        subject=network.subject,
        content=_link_content(
            buyer, seller, {"from": site.supplies_since}, source_content(site.source, site.row_number)
        ),
        valid_from=_midnight(date.fromisoformat(site.supplies_since)),
        valid_until=None,
        row_number=site.row_number,
        key=f"{site.row_number}/supply-link/{identifier}",
    )


def _link_content(
    buyer: bytes, seller: bytes, period: dict[str, str], source: dict[str, JsonValue]
) -> dict[str, JsonValue]:
    return {
        "buyer": to_hex(buyer),
        "seller": to_hex(seller),
        "period": period,
        "statedBy": "published-list",
        "source": source,
    }


def _open_end(row_number: int, field: str, identifier: Identifier, *, listed: bool, recorded: bool) -> RowProblem:
    """Note that one end of a link is a site that is not registered."""
    outcome = "the link is recorded with an open end" if recorded else "the link is not recorded"
    then = " The link then has its end." if recorded else ""
    if listed:
        reason = f"the site is listed and was not registered; {outcome}"
        hint = f"Correct the site's row and import again.{then}"
        return RowProblem(row_number, field, "link-unregistered", str(identifier), reason, ProblemSeverity.NOTED, hint)
    reason = f"no list has this site; {outcome}"
    hint = f"Import a list that has it.{then}"
    return RowProblem(row_number, field, "link-unlisted", str(identifier), reason, ProblemSeverity.NOTED, hint)


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
