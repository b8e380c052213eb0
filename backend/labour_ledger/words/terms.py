"""The words of the glossary in English: what each code means to a reader who has read nothing else.

One row for each status, flag, outcome, class, method and other code that answers show; a test holds them to the code
that gives them. Translations are in `translations/`, under these texts. It must not know errors: they say what they
mean themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Term:
    """One code in words.

    Attributes:
        kind: What sort of code it is, such as `status`.
        code: As answers and files spell it.
        word: What people call it.
        meaning: One or two sentences.
    """

    kind: str
    code: str
    word: str
    meaning: str


TERMS: Final = (
    Term(
        "status",
        "zero_tolerance",
        "zero tolerance",
        (
            "Something of the gravest kind was found, and what would end it (confirmations by a workers' "
            "organisation and a second party of another class) is not there."
        ),
    ),
    Term(
        "status", "does_not_conform", "does not conform", "A nonconformity was found, and nothing that may end it did."
    ),
    Term(
        "status",
        "suspended",
        "suspended",
        "What speaks for conformity is suspended by who issued it or by their accreditor.",
    ),
    Term(
        "status",
        "disputed",
        "disputed",
        (
            "What speaks for conformity is contested by workers, a government or two other parties, and the "
            "dispute has not ended."
        ),
    ),
    Term("status", "inconclusive", "inconclusive", "An assessment in force came to no conclusion."),
    Term(
        "status",
        "conforms_with_findings",
        "conforms with findings",
        "An independent assessment in force says that the site conforms, and names findings to correct.",
    ),
    Term("status", "conforms", "conforms", "An independent assessment in force says that the site conforms."),
    Term("status", "remedied", "remedied", "What was found was confirmed as remedied, and nothing in force says more."),
    Term(
        "status",
        "second_party",
        "second party",
        "Only a business, or another organisation that is no assessor, says that the site conforms.",
    ),
    Term(
        "status",
        "self_declared",
        "self-declared",
        "Only the site itself, or a party that once controlled it, says that it conforms.",
    ),
    Term("status", "not_yet_valid", "not yet valid", "The period of what speaks for conformity has not begun."),
    Term("status", "expired", "expired", "The period of what spoke for conformity is over."),
    Term("status", "revoked", "revoked", "What spoke for conformity was withdrawn."),
    Term(
        "status",
        "unknown",
        "unknown",
        "Nothing known speaks for or against conformity. This never counts as conforming.",
    ),
    Term(
        "flag",
        "disputed",
        "disputed",
        "A record about the site is contested; how many contest it, and of which classes, is in the details.",
    ),
    Term("flag", "conflict", "conflict", "Records in force disagree; all are listed, and the worse one counts."),
    Term(
        "flag",
        "announced_not_concluded",
        "announced, not concluded",
        "An assessment was announced and its result was never recorded.",
    ),
    Term(
        "flag",
        "withdrawn_by_issuer",
        "withdrawn by its issuer",
        (
            "The issuer withdrew something that speaks against the site. It still counts: nobody can take such a "
            "record back."
        ),
    ),
    Term(
        "flag",
        "cleared_without_workers",
        "cleared without workers",
        "A nonconformity ended, and no workers' organisation is among those that ended it.",
    ),
    Term(
        "flag",
        "key_doubtful",
        "doubtful key",
        "Something was signed by a key that was compromised, or that nothing shows to be sound.",
    ),
    Term(
        "flag",
        "expiring",
        "expiring soon",
        "What supports the answer ends within the time asked about, 30 days unless another was given.",
    ),
    Term(
        "flag",
        "identity_unchecked",
        "identity not checked",
        "The document that says which place this is was not disclosed, or not checked.",
    ),
    Term(
        "flag",
        "twins",
        "registered more than once",
        "The same site stands on the ledger under several ids; what speaks against one of them counts for all.",
    ),
    Term("outcome", "statement", "statement", "States something and judges nothing."),
    Term("outcome", "conforms", "conforms", "The issuer judges that the requirements are met."),
    Term(
        "outcome",
        "conforms_with_findings",
        "conforms with findings",
        "The issuer judges that the requirements are met on the whole, and names what is to be corrected.",
    ),
    Term("outcome", "does_not_conform", "does not conform", "The issuer judges that the requirements are not met."),
    Term(
        "outcome",
        "zero_tolerance",
        "zero tolerance",
        "The issuer found something that no scheme tolerates, such as forced labour or violence.",
    ),
    Term(
        "outcome",
        "inconclusive",
        "inconclusive",
        "The issuer could not come to a judgement, for example because access was denied.",
    ),
    Term("class", "government", "government", "A ministry, a labour inspectorate or another public authority."),
    Term("class", "employers_organisation", "employers' organisation", "An organisation that speaks for employers."),
    Term(
        "class",
        "workers_organisation",
        "workers' organisation",
        "A trade union or another organisation that speaks for workers.",
    ),
    Term("class", "business", "business", "A company: a supplier, a buyer, a brand."),
    Term("class", "civil_society", "civil society", "A non-governmental organisation."),
    Term("class", "auditor", "auditor", "An organisation that assesses or certifies workplaces."),
    Term(
        "class",
        "international_organisation",
        "international organisation",
        "An organisation of states, such as the ILO.",
    ),
    Term("class", "research", "research", "A university or a research institute."),
    Term("class", "statistics_office", "statistics office", "An office that makes official statistics."),
    Term("method", "self", "self", "The site's own controller said it."),
    Term("method", "second_party", "second party", "A business said it of another."),
    Term("method", "third_party", "third party", "An independent assessor said it."),
    Term("method", "government", "government", "A public authority said it."),
    Term("method", "workers_organisation", "workers' organisation", "Those who speak for the workers said it."),
    Term("method", "other", "other", "An organisation said it that is neither business nor assessor."),
    Term("subject", "site", "site", "A place where people work: a factory, a mill, a farm."),
    Term("subject", "organisation", "organisation", "A legal person."),
    Term("subject", "lot", "lot", "A quantity of goods that travels together."),
    Term("subject", "network", "network", "The supply links of a buyer, under a random id."),
    Term("subject", "country", "country", "A country, for its targets and indicators."),
    Term("severity", "minor", "minor", "A lapse that harms nobody and is quickly put right."),
    Term("severity", "major", "major", "A failure of a requirement, or many lapses of one kind."),
    Term("severity", "critical", "critical", "A danger to life, health or freedom, or a law broken knowingly."),
    Term("severity", "zero_tolerance", "zero tolerance", "What no scheme tolerates; it asks for action the same day."),
    Term("finality", "latest", "latest", "The newest block; the chain may still replace it."),
    Term("finality", "safe", "safe", "A block that the chain will hardly replace."),
    Term("finality", "finalized", "finalized", "A block that the chain will not replace."),
    Term(
        "reason",
        "negative_cleared",
        "ended by an assessment",
        "A nonconformity ended by a later assessment that names it.",
    ),
    Term(
        "reason",
        "negative_remedied",
        "ended by confirmation",
        "A nonconformity ended because its remedy was confirmed.",
    ),
    Term(
        "reason",
        "negative_not_withdrawable",
        "cannot be withdrawn",
        "Somebody tried to take back a record that speaks against the site; nobody can, so it holds.",
    ),
    Term(
        "reason",
        "dispute_upheld",
        "dispute upheld",
        "A ruling says that a dispute was right, so the disputed record no longer counts.",
    ),
    Term("reason", "revoked_record", "revoked", "The record was withdrawn, so it no longer counts."),
    Term(
        "reason",
        "doubtful_key",
        "doubtful key",
        "The record was signed by a doubtful key: what helps the site does not count, what harms it stays.",
    ),
    Term(
        "reason",
        "still_limits",
        "still limits",
        "The record was taken away, but what weighs on it counts until its period ends.",
    ),
    Term("reason", "replaced", "replaced", "A later record names this one and takes its place."),
    Term("reason", "not_begun", "not begun", "The record's period has not begun on the date asked for."),
    Term("reason", "period_over", "period over", "The record's period is over on the date asked for."),
    Term("reason", "statement", "statement", "The record states something and judges nothing."),
    Term(
        "reason",
        "act_without_effect",
        "without effect",
        "The record changes nothing on this date, or its issuer may not do this.",
    ),
    Term("reason", "conflict", "conflict", "These records disagree and all hold, so the worse one counts."),
    Term("row", "cell-empty", "empty cell", "A cell that must be filled is empty. Fill it in, or remove the row."),
    Term(
        "row",
        "row-ragged",
        "wrong number of cells",
        (
            "A row has more or fewer cells than the header. In CSV, put cells that hold the separator between "
            "quotation marks."
        ),
    ),
    Term("row", "row-twice", "said twice", "A row says the same as an earlier one. Remove one of the two."),
    Term(
        "row",
        "cell-formula",
        "formula",
        "A cell holds a formula, and what it shows may change. Replace it by its value.",
    ),
    Term(
        "row",
        "cell-error",
        "spreadsheet error",
        "A cell shows an error of the spreadsheet, such as #REF!. Write what is meant.",
    ),
    Term(
        "row",
        "cell-merged",
        "merged cells",
        "A cell is merged with others, so it cannot be told which rows it is for. Split it.",
    ),
    Term(
        "row",
        "reference-missing",
        "reference missing",
        "The schema acts on an earlier record, and none is named. Give its uid.",
    ),
    Term(
        "row",
        "outcome-not-of-result",
        "outcome against the scheme's result",
        "The outcome does not go with the scheme's own result word in the document. Correct one of the two.",
    ),
    Term(
        "row",
        "subject-kind-not-allowed",
        "kind of subject not allowed",
        "The schema says nothing of subjects of this kind.",
    ),
    Term("row", "item-invalid", "item not readable", "An item of a list that was sent cannot be read."),
)
"""In the order of the glossary."""


def word_of(kind: str, code: str) -> str:
    """Return what people call a code in English; the code itself where the glossary has no word for it."""
    return next((term.word for term in TERMS if (term.kind, term.code) == (kind, code)), code)
