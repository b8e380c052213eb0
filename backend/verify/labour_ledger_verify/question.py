"""What an auditor asks of a bundle: about which subject, under which schema, for which dates, since which head.

Refuses questions that no bundle could answer. It knows no bundle.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from .attestation import identifier_hash, schema_hash
from .errors import ConfigurationError, InputError
from .handle import is_handle, parse_handle
from .hexadecimal import parse_hex
from .status import StatusCode, is_acting_schema, resolve_dates

_END_OF_TIME: Final = 253_402_300_799
_CODES: Final = tuple(code.value for code in StatusCode)


class SubjectAsked(NamedTuple):
    """The subject that the auditor means; exactly one of the three says which.

    Attributes:
        text: As the auditor wrote it.
        subject: Its 32-byte id, if given in full.
        identifier: 32-byte name of an identifier that it holds.
        handle_bits: The first 35 bits of its id, from a handle.
    """

    text: str
    subject: bytes | None = None
    identifier: bytes | None = None
    handle_bits: int | None = None


class Question(NamedTuple):
    """A well-formed question.

    Attributes:
        schema_id: Text such as `ilo/c029@1930`, or None when no status is asked for.
        schema: Its 32-byte name on chain.
        valid_at: Date as written, None for the block's time.
        known_at: Date as written, None for the block's time.
        require: Status codes of which one has to be the answer; empty when the answer does not count.
        subject: The subject that is meant, or None for whichever the bundle is about.
        since: Head that the auditor verified before, 32 bytes.
    """

    schema_id: str | None = None
    schema: bytes | None = None
    valid_at: str | None = None
    known_at: str | None = None
    require: tuple[str, ...] = ()
    subject: SubjectAsked | None = None
    since: bytes | None = None


def ask(
    *,
    schema_id: str | None = None,
    valid_at: str | None = None,
    known_at: str | None = None,
    require: tuple[str, ...] = (),
    subject: str | None = None,
    since: bytes | None = None,
) -> Question:
    """Return a question.

    Args:
        schema_id: Schema that a status is asked for.
        valid_at: For which date; see `status.resolve_dates`.
        known_at: As known on which date.
        require: Status codes of which one has to be the answer.
        subject: Full id, `scheme:value`, or a handle.
        since: Head that was verified before, 32 bytes.

    Raises:
        ConfigurationError: A date, code or subject of another form; an acting schema; a requirement without a subject
            and a schema.
    """
    if schema_id is None and (valid_at is not None or known_at is not None or require):
        raise ConfigurationError(
            "dates and requirements need a schema to have a status under",
            hint="Name the standard, such as --schema ilo/c029@1930.",
        )
    if require and subject is None:
        raise ConfigurationError(
            "a requirement needs the subject it is made of: otherwise a bundle about any other site would meet it",
            hint="Give --subject with the site's full id, or an identifier such as os:CN2021250D1DTN7.",
        )
    schema = None if schema_id is None else _parse_schema(schema_id)
    for code in require:
        if code not in _CODES:
            raise ConfigurationError(f"no status has the code {code!r}", hint=f"The codes are {', '.join(_CODES)}.")
    try:
        resolve_dates(valid_at, known_at, _END_OF_TIME)
        asked = None if subject is None else _parse_subject(subject)
    except InputError as error:
        raise ConfigurationError(error.message, hint=error.hint) from error
    return Question(schema_id, schema, valid_at, known_at, require, asked, since)


def _parse_schema(schema_id: str) -> bytes:
    schema = schema_hash(schema_id)
    if is_acting_schema(schema):
        raise ConfigurationError(
            f"{schema_id} is a schema whose records act on others, so nothing has a status under it",
            hint="Ask for a standard, such as ilo/c029@1930.",
        )
    return schema


def _parse_subject(text: str) -> SubjectAsked:
    if text.startswith("0x"):
        return SubjectAsked(text, subject=parse_hex(text, 32, "subject"))
    if is_handle(text):
        return SubjectAsked(text, handle_bits=parse_handle(text))
    scheme, colon, value = text.partition(":")
    if not colon or not scheme or not value:
        raise InputError(
            f"subject: {text[:80]!r} is neither a full id nor an identifier",
            hint="Write the 0x… id, or an identifier such as os:CN2021250D1DTN7.",
        )
    return SubjectAsked(text, identifier=identifier_hash(scheme.lower(), value))
