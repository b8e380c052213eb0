"""Sentences that the searches for personal data were never adjusted to: how well they do on words of others.

Owns two sets: the first, 40 and 40 sentences, stands here; the second, 120 and 60, is the table beside this file, with
the class and language of each and why it is there. All names and handles are invented. Numbers come from ranges that
are kept for fiction or published as examples, where such exist.

Only counts come out of here, so that whoever works on the searches does not meet the sentences. Whoever changes
`schemas/personal_*.py` because of one of them must replace it by a new one, or the figures of `make bench-refusal` for
unseen wordings mean nothing any more.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path(__file__).with_suffix(".tsv")
COLUMNS: Final = ("expected", "class", "language", "text", "why")

FIRST_PERSONAL: Final = (
    "Nasrin from finishing showed us her bruises.",
    "It was Mr. Rahman's cousin, Jashim Uddin, who collected the money.",
    "Kyaw Zin Latt, 34, has paid 3,100 ringgit.",
    "We were shown around by Pritam Das.",
    "Thuy's wages were withheld twice.",
    "the forklift driver (Emeka Okafor) has no licence",
    "Monsieur Traoré nous a montré ses fiches de paie.",
    "Doña Lupita, de la línea 3, tiene miedo.",
    "Su primo Wilmer Castañeda firmó por ella.",
    "You may phone Anjali on 98300 12345.",
    "She left 017 1234 5678 with the guard.",
    "Numéro de portable de la déléguée : 07 55 12 34 56",
    "se le puede marcar al 55 1234 5678",
    "Zalo 0903 123 456",
    "his MyKad 850412-10-5433 was photocopied",
    "Identity paper XK 2239817 is with the broker.",
    "She holds passport EB0456712, expired.",
    "ID card of the boy: 3671120304",
    "INE 1234567890123",
    "staff code T-4471 was underpaid",
    "Worker 20417 has not been paid since May.",
    "Registered with the tribunal as 4123/LC/2025.",
    "ombudsman reference OMB-77812",
    "amparo 331/2024, juzgado segundo",
    "N° de plainte : 2025-00431",
    "helpdesk request 88213",
    "hers is the bottom bunk in 14B",
    "Block D, third floor, door 308, sleeps there with five others",
    "chambrée 12, deuxième étage du dortoir",
    "duerme en la cama 6 del galpón",
    "ask for k.begum79 at gmail",
    "lan.nguyen AT vinatex DOT example",
    "ousmane_d, chez le fournisseur courrier.example",
    "her savings account TR33 0006 1005 1978 6457 8413 26 was emptied",
    "FR76-3000-6000-0112-3456-7890-189",
    "the packer on line 2 is expecting and was told to resign",
    "He coughs blood since working in the sanding room.",
    "she takes insulin and may not leave the line",
    "A young man with a hearing impairment was hit.",
    "La cocinera perdió su bebé en marzo.",
)
"""Each names or points to one person."""

FIRST_ORDINARY: Final = (
    "Fire doors on the second floor open outwards.",
    "Fifteen workers asked for longer breaks.",
    "Kilns 3 and 4 were relined in spring 2024.",
    "Buyer's code of conduct v4.2 hangs at the gate.",
    "Nike and Adidas have not assessed this site since 2022.",
    "PT Mitra Sejahtera runs both halls.",
    "Whatever was shown on site agreed with the payroll.",
    "Rooms are cleaned daily; the dormitory has 24 beds on two floors.",
    "Eighteen complaints in 2024, all answered within 30 days.",
    "Case study of the ILO used in training.",
    "Contact with the union is regular.",
    "The Barisal ferry was late, so the visit began at 10:30.",
    "Mae Sot and Tak were visited in the same week.",
    "Fees between 2,500 and 4,100 ringgit were repaid to 31 workers.",
    "Order 4500128830 was out of scope.",
    "Lot 88, Jalan Perusahaan 4, is a warehouse without workers.",
    "Sedex reference ZC1082311 is the same site.",
    "The canteen serves halal and vegetarian food.",
    "Kaplan and Partners keep the books.",
    "Health checks once a year are paid by the employer.",
    "Malaria nets were handed out to all.",
    "Sick leave is granted as the law says.",
    "Women return to the same post after maternity leave.",
    "Payroll for May 2025: 312 names, 312 signatures.",
    "Loi n° 2017-399 du 27 mars 2017 affichée.",
    "Dossier complet remis par l'entreprise.",
    "Le syndicat et la direction se sont rencontrés trois fois.",
    "Aucune chambre n'a plus de quatre lits.",
    "Casa matriz en Monterrey, planta en Apodaca.",
    "Acuerdo firmado con el sindicato el 3 de mayo de 2024.",
    "NOM-035-STPS-2018 se aplica desde 2021.",
    "El comedor abre a las 12:30.",
    "Chemical store: 14 drums, 200 litres each.",
    "Amounts in MMK: 4,800 a day, 5,800 from June.",
    "Weighbridge tickets of week 12 match the invoices.",
    "Bonded warehouse no. 3 belongs to the port.",
    "Kenya Plantation Workers Union signed for the workers.",
    "Amfori BSCI result C in 2023, B in 2025.",
    "Eleven of twelve exits were usable.",
    "Production in Unit 2 ended on Friday.",
)
"""None of these is about one person."""


@dataclass(frozen=True)
class Unseen:
    """A sentence of the second set, as it would stand in a note."""

    expected: str
    """`refused` where it tells of one person, else `accepted`."""
    kind: str
    language: str
    text: str
    why: str


def unseen_sentences(table: Path = TABLE) -> tuple[Unseen, ...]:
    """Return the second set in the order of its table.

    Raises:
        ValueError: The table has other columns, or a row has more or fewer cells than there are columns.
    """
    with table.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(header) != COLUMNS:
        raise ValueError(f"{table.name}: the columns are {header}, not {list(COLUMNS)}")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(COLUMNS):
            raise ValueError(f"{table.name}: row {number} has {len(row)} cells, not {len(COLUMNS)}")
    return tuple(Unseen(*row) for row in rows)


def unseen_figures(is_refused: Callable[[str, str], bool]) -> Iterable[str]:
    """Count what is refused of both sets, the second one by class too.

    Args:
        is_refused: Says of a language and a note whether the note is refused.

    Yields:
        Lines to be shown; none of them holds a sentence.
    """
    found = sum(is_refused("en", text) for text in FIRST_PERSONAL)
    wrongly = sum(is_refused("en", text) for text in FIRST_ORDINARY)
    yield f"unseen, first set: {found} of {len(FIRST_PERSONAL)} refused"
    yield f"unseen, first set: {wrongly} of {len(FIRST_ORDINARY)} wrongly refused"
    sentences = unseen_sentences()
    refused = [sentence for sentence in sentences if is_refused(sentence.language, sentence.text)]
    for expected, words in (("refused", "refused"), ("accepted", "wrongly refused")):
        each = Counter(sentence.kind for sentence in sentences if sentence.expected == expected)
        hit = Counter(sentence.kind for sentence in refused if sentence.expected == expected)
        yield f"unseen, second set: {hit.total()} of {each.total()} {words}"
        yield from (f"  {kind:16} {hit[kind]:3} of {count}" for kind, count in each.items())
