"""Subjects: search, one with its profile and controllers, by identifier, by range of ids."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, and_, exists, func, or_, select
from sqlmodel import Session

from labour_ledger.store.folding import fold_name
from labour_ledger.store.results import (
    ClaimedIdentifier,
    ControllerSince,
    IdentifierText,
    LedgerKey,
    Page,
    SiteProfile,
    SubjectDetail,
    SubjectSummary,
)
from labour_ledger_verify.history import SUBJECT_CLOSED, SUBJECT_REOPENED, HistoryKind

from .page_tokens import PageTokenInvalid, decode_token, encode_token
from .statements import (
    CONTROLLER,
    ENTRY,
    IDENTIFIER,
    IDENTIFIER_TEXT,
    SITE_PROFILE,
    SUBJECT,
    AnyRow,
    follows,
    in_order,
    of_ledger,
    same_ledger,
)

_LATER_CLAIM = IDENTIFIER.alias("later_claim")
_EVER_CONTROLLER = CONTROLLER.alias("ever_controller")
_FOLDED = func.coalesce(SITE_PROFILE.c.folded_name, "")
_PROFILE_JOIN = and_(
    SITE_PROFILE.c.subject == SUBJECT.c.subject, SITE_PROFILE.c.document_hash == SUBJECT.c.identity_hash
)


def find_subjects(
    session: Session,
    ledger: LedgerKey,
    *,
    name: str | None = None,
    known_as: Collection[bytes] = (),
    country: str | None = None,
    kind: int | None = None,
    controller: int | None = None,
    identifier: bytes | None = None,
    holders: Collection[bytes] = (),
    after: str | None = None,
    limit: int = 50,
) -> Page[SubjectSummary]:
    """Search subjects; every condition given must hold.

    Args:
        session: A reading session.
        ledger: The ledger.
        name: Text within the name, whatever its case and accents.
        known_as: Subjects that have such a name as an alias.
        country: Two capital letters, as registered on chain.
        kind: 1 site, 2 organisation, 3 lot, 4 network, 5 country.
        controller: Party that controls it now; 0 for unclaimed ones.
        identifier: Hash of an identifier that it holds now.
        holders: Subjects that have the identifier as an alias; looked at where nobody claimed it.
        after: `next` of the page before.
        limit: Most items on a page.

    Returns:
        A page, by name if a name is searched, else by id.

    Raises:
        PageTokenInvalid: `after` is not from such a page.
    """
    statement = _summaries(ledger)
    if name is not None:
        pattern = fold_name(name)
        own_name = SITE_PROFILE.c.folded_name.contains(pattern, autoescape=True)
        statement = statement.where(or_(own_name, SUBJECT.c.subject.in_(sorted(known_as))))
    for column, value in ((SUBJECT.c.country, country), (SUBJECT.c.kind, kind)):
        if value is not None:
            statement = statement.where(column == value)
    if controller is not None:
        ever = select(_EVER_CONTROLLER.c.subject).where(
            of_ledger(_EVER_CONTROLLER, ledger), _EVER_CONTROLLER.c.controller == controller
        )
        statement = statement.where(SUBJECT.c.subject.in_(ever), _current_controller() == controller)
    if identifier is not None:
        holder = subject_of_identifier(session, ledger, identifier)
        statement = statement.where(SUBJECT.c.subject.in_(sorted(holders) if holder is None else [holder]))
    by_name = name is not None
    if after is not None:
        statement = _after(statement, after, by_name)
    order = (_FOLDED, SUBJECT.c.subject) if by_name else (SUBJECT.c.subject,)
    rows = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    return Page(_with_closed(session, ledger, rows[:limit]), _token(rows[limit - 1], by_name) if rows[limit:] else None)


def get_subject(session: Session, ledger: LedgerKey, subject: bytes) -> SubjectDetail | None:
    """Return one subject, or None if it is not registered."""
    row = session.execute(_summaries(ledger).where(SUBJECT.c.subject == subject)).one_or_none()
    if row is None:
        return None
    controllers = select(CONTROLLER.c.controller, CONTROLLER.c.recorded_at).where(
        of_ledger(CONTROLLER, ledger), CONTROLLER.c.subject == subject
    )
    return SubjectDetail(
        summary=_with_closed(session, ledger, [row])[0],
        profile=site_profile(session, subject, row.identity_hash),
        controllers=tuple(
            ControllerSince(found.controller, found.recorded_at)
            for found in session.execute(in_order(controllers, CONTROLLER))
        ),
        identifiers=identifiers_of_subject(session, ledger, subject),
    )


def subjects_by_id(session: Session, ledger: LedgerKey, subjects: Iterable[bytes]) -> dict[bytes, SubjectSummary]:
    """Return the summaries of those subjects that are registered."""
    wanted = sorted(set(subjects))
    found: dict[bytes, SubjectSummary] = {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(_summaries(ledger).where(SUBJECT.c.subject.in_(wanted[start : start + 500]))).all()
        found.update((summary.subject, summary) for summary in _with_closed(session, ledger, rows))
    return found


def subjects_in_range(
    session: Session, ledger: LedgerKey, low: bytes, high: bytes, *, limit: int = 20
) -> tuple[SubjectSummary, ...]:
    """Return subjects with `low <= id <= high`: those that a handle or a prefix can name."""
    statement = _summaries(ledger).where(SUBJECT.c.subject.between(low, high)).order_by(SUBJECT.c.subject).limit(limit)
    return _with_closed(session, ledger, session.execute(statement).all())


def subject_of_identifier(session: Session, ledger: LedgerKey, identifier: bytes) -> bytes | None:
    """Return the subject that holds an identifier now, given its hash; None if nobody claimed it."""
    claims = select(IDENTIFIER.c.subject).where(of_ledger(IDENTIFIER, ledger), IDENTIFIER.c.identifier == identifier)
    newest = claims.order_by(IDENTIFIER.c.block_number.desc(), IDENTIFIER.c.log_index.desc()).limit(1)
    return session.execute(newest).scalar_one_or_none()


def subjects_of_identifiers(session: Session, ledger: LedgerKey, identifiers: Iterable[bytes]) -> dict[bytes, bytes]:
    """Return the subjects that hold those identifiers now, by identifier; unclaimed ones are left out."""
    wanted = sorted(set(identifiers))
    found: dict[bytes, bytes] = {}
    for start in range(0, len(wanted), 500):
        chunk = IDENTIFIER.c.identifier.in_(wanted[start : start + 500])
        claims = select(IDENTIFIER.c.identifier, IDENTIFIER.c.subject).where(of_ledger(IDENTIFIER, ledger), chunk)
        found.update((row.identifier, row.subject) for row in session.execute(in_order(claims, IDENTIFIER)))
    return found


def identifiers_of_subject(session: Session, ledger: LedgerKey, subject: bytes) -> tuple[ClaimedIdentifier, ...]:
    """Return the identifiers that a subject holds now, in the order of their claims."""
    reclaimed = exists().where(
        same_ledger(_LATER_CLAIM, IDENTIFIER),
        _LATER_CLAIM.c.identifier == IDENTIFIER.c.identifier,
        follows(_LATER_CLAIM, IDENTIFIER),
    )
    claims = (
        select(IDENTIFIER.c.identifier, IDENTIFIER_TEXT.c.scheme, IDENTIFIER_TEXT.c.value)
        .outerjoin(IDENTIFIER_TEXT, IDENTIFIER_TEXT.c.identifier == IDENTIFIER.c.identifier)
        .where(of_ledger(IDENTIFIER, ledger), IDENTIFIER.c.subject == subject, ~reclaimed)
    )
    return tuple(
        ClaimedIdentifier(row.identifier, None if row.scheme is None else IdentifierText(row.scheme, row.value))
        for row in session.execute(in_order(claims, IDENTIFIER))
    )


def site_profile(session: Session, subject: bytes, identity_hash: bytes) -> SiteProfile | None:
    """Return the profile read from the identity document of that hash, or None if it is not held."""
    statement = select(SITE_PROFILE).where(
        SITE_PROFILE.c.subject == subject, SITE_PROFILE.c.document_hash == identity_hash
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    identifiers = tuple(IdentifierText(scheme, value) for scheme, value in json.loads(row.identifiers))
    return SiteProfile(row.name, row.country, row.address, row.latitude, row.longitude, identifiers)


def _current_controller() -> ScalarSelect[Any]:
    # Asked for each row of a page; as a join, both stores would find the controllers of all subjects first.
    newest = select(CONTROLLER.c.controller).order_by(CONTROLLER.c.block_number.desc(), CONTROLLER.c.log_index.desc())
    of_subject = newest.where(same_ledger(CONTROLLER, SUBJECT), CONTROLLER.c.subject == SUBJECT.c.subject)
    return of_subject.limit(1).correlate(SUBJECT).scalar_subquery()


def _summaries(ledger: LedgerKey) -> Select[Any]:
    return (
        select(SUBJECT, _current_controller().label("controller"), SITE_PROFILE.c.name, _FOLDED.label("folded"))
        .outerjoin(SITE_PROFILE, _PROFILE_JOIN)
        .where(of_ledger(SUBJECT, ledger))
    )


def _token(row: AnyRow, by_name: bool) -> str:
    return encode_token(row.folded if by_name else "", row.subject.hex())


def _after(statement: Select[Any], token: str, by_name: bool) -> Select[Any]:
    folded, subject_hex = decode_token(token, (str, str))
    try:
        subject = bytes.fromhex(str(subject_hex))
    except ValueError as error:
        raise PageTokenInvalid(
            "the page is not one of this listing", hint="Start again from the first page."
        ) from error
    beyond = SUBJECT.c.subject > subject
    return statement.where(or_(_FOLDED.op(">")(folded), and_(_FOLDED.op("=")(folded), beyond)) if by_name else beyond)


def _with_closed(session: Session, ledger: LedgerKey, rows: Sequence[AnyRow]) -> tuple[SubjectSummary, ...]:
    changes = select(ENTRY.c.history_id, ENTRY.c.type).where(
        of_ledger(ENTRY, ledger),
        ENTRY.c.history_kind == HistoryKind.SUBJECT.value,
        ENTRY.c.history_id.in_([row.subject for row in rows]),
        ENTRY.c.type.in_([SUBJECT_CLOSED.number, SUBJECT_REOPENED.number]),
    )
    last = {row.history_id: row.type for row in session.execute(in_order(changes, ENTRY))}
    return tuple(
        SubjectSummary(
            subject=row.subject,
            kind=row.kind,
            country=row.country,
            controller=row.controller,
            registrar=row.registrar,
            registered_at=row.recorded_at,
            identity_hash=row.identity_hash,
            closed=last.get(row.subject) == SUBJECT_CLOSED.number,
            name=row.name,
        )
        for row in rows
    )
