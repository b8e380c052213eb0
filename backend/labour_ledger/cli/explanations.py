"""Everything that `explain` and docs/glossary.md can explain: the glossary, the contract's refusals, every error code.

Nothing is explained twice: an error's meaning is the first line of its class, a refusal's are the words that people
are shown, a finding's topic and a schema's title are those of the catalogue.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from types import ModuleType
from typing import Final

from labour_ledger.errors import LabourLedgerError, NotFoundError
from labour_ledger.words.reader import Reader
from labour_ledger.words.terms import TERMS
from labour_ledger_verify.errors import ExplainedError, VerifyError

_NOT_TO_IMPORT: Final = (".__main__", ".env")
"""Modules that run something when they are imported."""
_ARGUMENT: Final = re.compile(r"\{(\w+)\}")


class CodeUnknown(NotFoundError):
    """Nothing that the program says has this code."""

    code = "code-unknown"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code in words.

    Attributes:
        kind: What sort of code it is, such as `status`, `error` or `contract`.
        code: As it is shown.
        word: What people call it; empty where the code is the word.
        meaning: What it means.
        hint: What to do about it; empty where that depends.
        exit_code: Of the commands that end with it, or None.
    """

    kind: str
    code: str
    word: str
    meaning: str
    hint: str = ""
    exit_code: int | None = None

    def to_json(self, reader: Reader) -> dict[str, object]:
        """Return the JSON form, in the reader's language as far as there are words."""
        return {
            "kind": self.kind,
            "code": self.code,
            "word": reader.say(self.word) if self.word else "",
            "meaning": with_arguments(reader.say(self.meaning)),
            "hint": with_arguments(reader.say(self.hint)) if self.hint else "",
            "exitCode": self.exit_code,
        }


def find_explanations(code: str) -> tuple[Explanation, ...]:
    """Return what a code means; several where sorts of codes share a name.

    Args:
        code: In any case, with hyphens, underscores or blanks.

    Raises:
        CodeUnknown: Nothing has it; the hint names codes that look like it.
    """
    wanted = _folded(code)
    quick = [*glossary(), *refusals()]
    found = [explanation for explanation in quick if wanted in (_folded(explanation.code), _folded(explanation.word))]
    everything = [*quick, *errors(LabourLedgerError, "error"), *errors(VerifyError, "verifier")]
    found = found or [explanation for explanation in everything if _folded(explanation.code) == wanted]
    if not found:
        near = get_close_matches(wanted, {_folded(explanation.code): explanation.code for explanation in everything})
        codes = {_folded(explanation.code): explanation.code for explanation in everything}
        raise CodeUnknown(
            f"nothing has the code {code[:80]!r}",
            hint=f"Did you mean {' or '.join(codes[name] for name in near)}?" if near else "See docs/glossary.md.",
        )
    return tuple(dict.fromkeys(found))


def glossary() -> Iterator[Explanation]:
    """Give the terms of the glossary, the topics of findings and the schemas."""
    from labour_ledger.schemas.catalogue import load_schema, schema_ids
    from labour_ledger.schemas.topics import TOPICS

    for term in TERMS:
        yield Explanation(term.kind, term.code, term.word, term.meaning)
    for topic in TOPICS:
        yield Explanation("topic", topic.id, "", f"{topic.title} ({topic.source}).")
    for schema_id in schema_ids():
        schema = load_schema(schema_id)
        yield Explanation("schema", schema_id, schema.title, schema.description)


def refusals() -> Iterator[Explanation]:
    """Give the reasons for which the contracts refuse."""
    from labour_ledger.chain.council_refusal_words import COUNCIL_WORDS
    from labour_ledger.chain.refusal_words import WORDS

    for name, (meaning, hint) in sorted({**WORDS, **COUNCIL_WORDS}.items()):
        yield Explanation("contract", name, "", meaning, hint, 3)


def errors(root: type[ExplainedError], kind: str) -> Iterator[Explanation]:
    """Give the codes of the errors below a class."""
    for found in error_classes(root):
        yield Explanation(kind, found.code, "", meaning_of(found), exit_code=found.exit_code)


def error_classes(root: type[ExplainedError]) -> list[type[ExplainedError]]:
    """Return the classes below one in both distributions, by exit code and code; imports every module of them."""
    import labour_ledger
    import labour_ledger_verify

    for package in (labour_ledger, labour_ledger_verify):
        _import_all(package)
    own = {found for found in _below(root) if found.__module__.startswith("labour_ledger")}
    return sorted(own, key=lambda found: (found.exit_code, found.code, found.__name__))


def meaning_of(error: type[ExplainedError]) -> str:
    """Return what an error of a class means: the first line of its description."""
    return (error.__doc__ or "").strip().splitlines()[0]


def with_arguments(text: str) -> str:
    """Return words with what an error fills in shown as names between angle brackets."""
    return _ARGUMENT.sub(r"<\1>", text)


def _folded(text: str) -> str:
    return re.sub(r"[-_ ]", "", text.strip().casefold())


def _below(root: type[ExplainedError]) -> Iterator[type[ExplainedError]]:
    for child in root.__subclasses__():
        yield child
        yield from _below(child)


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith(_NOT_TO_IMPORT):
            importlib.import_module(module.name)
