"""Documents as they are wanted: without personal data, and full of what looks like it, made with a seed.

Places, firms, offices, laws, weekdays, amounts, certificate numbers, dates and counts of people, in three languages. A
refusal of one of these is a fault of the search.
"""

from __future__ import annotations

import calendar
import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from faker import Faker

from labour_ledger.schemas.catalogue import load_schema, schema_ids

LOCALES: Final = ("en_GB", "en_IN", "fr_FR", "es_MX", "pt_BR", "id_ID", "vi_VN", "tr_TR", "it_IT", "de_DE")
PLACES: Final = (
    "Dhaka", "Gazipur", "Ho Chi Minh City", "Bac Ninh", "Johor", "Sabah", "Tiruppur", "Faisalabad", "Izmir", "Puebla",
    "San Pedro Sula", "Jawa Barat", "Phnom Penh", "Port Louis", "Lyon", "Santa Cruz", "North Sumatra", "Guangdong",
    "Addis Ababa", "Leicester", "Prato", "Sylhet Division", "Kuala Lumpur", "Quezon City", "Chittagong", "Tangier",
)  # fmt: skip
BODIES: Final = (
    "Department of Inspection for Factories and Establishments", "Ministry of Labour", "Inspection du travail",
    "Secretaría de Trabajo", "Fire Service and Civil Defence", "Clearwater Assurance", "Better Work Vietnam",
    "Garment Workers Federation", "Confédération générale du travail", "Sindicato de Trabajadores Textiles",
    "Riverbend Holdings", "Samuel & Sons Textiles Ltd", "Ahmed Fashions Ltd", "Johnson Controls", "the Labour Court",
    "Social Accountability International",
    "Marks and Spencer", "Rahman Knit Garments", "ILO", "Gap Inc.", "Ralph Lauren",
)  # fmt: skip
NOTES: Final = (
    "Both exits of hall {n} were cleared on the day of the visit.",
    "Wage records of {n} months were reviewed; overtime premium was paid at 125 %.",
    "The site has {n} workers in two shifts; {m} are migrants from Nepal and Bangladesh.",
    "Management stated that recruitment fees of {amount} were repaid in March and April {year}.",
    "The factory moved from {place} to {place2} in {year}.",
    "Interviews were held in private, in Bengali and Nepali, on Tuesday and Wednesday.",
    "A fire drill was held on {date}; all {n} workers left the building within four minutes.",
    "Certificate SA-{year}-{k:04} replaces SA-2023-{k2:04}.",
    "{body} inspected the boilers on {date}.",
    "The report concerned another building of the same industrial park in {place}.",
    "Workers of the night shift were met at the gate, outside working hours.",
    "First-aid boxes were complete; a nurse is on duty in both shifts.",
    "Pregnant workers are moved to seated work, as the Labour Act {year} requires.",
    "Pregnancy tests are no longer part of hiring since {year}.",
    "Hepatitis B vaccination is offered to all workers free of charge.",
    "Noise at the looms was measured at {n2} dB(A); ear plugs are provided.",
    "Sales of {amount} in {year} were taken from the published accounts.",
    "HS {hs} and {hs2} are produced here; OS ID CN2021{k:04}D1DTN7.",
    "The collective agreement of {body} covers {n} workers until 31 December {year}.",
    "Line {m} to line {n2} were closed for two weeks in August.",
    "Dormitory rooms hold at most six workers; each has a locker of their own.",
    "Dormitories A and B have {n} beds in {m} rooms; room temperature was 27 degrees.",
    "Passports are held by the workers themselves since {date}.",
    "{n} passports were returned in the presence of {body}.",
    "Payment by bank transfer was introduced; {m} % of wages are still paid in cash.",
    "The grievance committee met {m} times in {year}; 11 of 14 complaints were closed.",
    "The hotline is posted in the canteen in five languages.",
    "Article 24 of Convention No. 29 and section 108 of the Labour Act were checked.",
    "Weekly hours reached {n2} in week 48 of {year}, against a limit of 60.",
    "Corrective actions 1 to {m} are done; number 7 is due on {date}.",
    "Sampled from floors 2, 3 and 5 of Building {m}.",
    "Plot 12-14, Sector 7, {place}, was visited; the annex at Km 9.5 was not.",
    "The mill in {place} buys from 212 smallholders through three cooperatives.",
    "New Year and Eid al-Fitr were paid holidays.",
    "Waste water passed the ZDHC test of {date} (level {m}).",
    "SA8000:2014, ISO 45001:2018 and WRAP Gold were shown; all in force.",
    "Ahmed Fashions Ltd is the former name of the site.",
    "The Saint Mary Street gate stays locked; the Victoria Road gate is guarded.",
    "Audit by {body}, two auditors, {m} person-days.",
    "Deductions for meals of {amount2} a month were ended in {year}.",
    "About {n} of 640 workers had signed blank papers; these were destroyed.",
    "Young workers aged 16 and 17 are not employed at night.",
    "No child was found; age records of {n} new hires were reviewed.",
    "Trade union leaders of {body} were met without management.",
    "Two machines without guards were taken out of service the same day.",
    "No occupational accident with lost time since {date}.",
    "Three accidents with lost time in {year}; none was grave.",
    "Sickness absence was 3.1 % in {year}, below the average of the sector.",
    "Legal minimum of {amount2} a month from 1 January {year} is paid to all.",
    "Security guards are employed by a contractor, see finding {m}.",
    "The supplier of cotton yarn is in {place}, {place2} or unknown.",
    "Tier 2 mills: {place} and {place2}.",
    "According to the management the roof was repaired in May {year}.",
    "The supervisor of the dye house was trained in chemical safety.",
    "A worker representative accompanied the visit.",
    "Workers said that toilets are clean and breaks are kept.",
    "Les issues de secours de l'atelier {m} ont été dégagées le jour de la visite.",
    "Les heures supplémentaires de {year} ont été payées à 125 %.",
    "Le site emploie {n} personnes, dont {m} apprentis.",
    "Selon la direction, les frais de recrutement ont été remboursés en {year}.",
    "Visite annoncée, deux jours, à {place}.",
    "Convention collective signée avec la Confédération générale du travail, valable jusqu'au 31 décembre {year}.",
    "Les passeports sont gardés par les travailleurs eux-mêmes.",
    "Le foyer compte {n} lits dans {m} chambres.",
    "L'inspection du travail est passée le {date}.",
    "Les ouvrières enceintes bénéficient de pauses supplémentaires.",
    "Las salidas de la nave {m} estaban libres el día de la visita.",
    "Se revisaron los recibos de nómina de {n} meses.",
    "La empresa devolvió {amount} por cuotas de contratación.",
    "Según la gerencia, el turno de noche terminó en {year}.",
    "El contrato colectivo cubre a {n} trabajadores hasta {year}.",
    "Los dormitorios tienen {m} habitaciones para seis personas cada una.",
    "Entrevistas privadas con {m} trabajadores en San Pedro Sula.",
    "La Secretaría de Trabajo inspeccionó las calderas el {date}.",
    "Las trabajadoras embarazadas no hacen horas extra.",
    "Hubo tres accidentes en {year}; ninguno grave.",
    "Production moved on {date}; the last shipment left {place} in week 12.",
    "Invoice total {amount}, of which {amount2} for training.",
    "Coordinates 23.9999, 90.4203 (gate).",
    "Generator room and boiler room are separated by a fire wall.",
    "See requirement 7.1 and criterion 9.3.2; photographs are with the issuer.",
    "Room for prayer is provided on floor {m}.",
    "Unit 3 of Rahman Knit Garments was out of scope.",
    "Better Work Vietnam assessed the same unit in {year}.",
    "The agent in Kathmandu was replaced by {body}.",
    "International Labour Organization and United Nations guidance was handed out.",
    "Tea and lunch breaks on Friday last two hours for prayer.",
    "Shift A 06:00-14:00, shift B 14:00-22:00, no shift C.",
)


@dataclass(frozen=True)
class Clean:
    """A content without personal data, with its schema."""

    schema_id: str
    content: dict[str, Any]


def clean_documents(count: int, seed: int) -> Iterator[Clean]:
    """Give documents of every schema, most of them with a note, registrations with firms and addresses."""
    draw = random.Random(seed)
    fakers = [Faker(locale) for locale in LOCALES]
    for place, faker in enumerate(fakers):
        faker.seed_instance(seed + place)
    known = schema_ids()
    for number in range(count):
        schema_id = known[number % len(known)]
        schema = load_schema(schema_id)
        content = copy.deepcopy(dict(draw.choice(schema.examples)))
        faker = draw.choice(fakers)
        if "names" in content:
            content["names"] = [{"text": faker.company(), "kind": "registered"}]
        if "address" in content:
            content["address"] = {"full": faker.address().replace("\n", ", "), "locality": faker.city()}
        if "identifiers" in content:
            content["identifiers"] = [{"scheme": "uml", "value": f"PO1{draw.randrange(10**9):09}"}]
        if "organisation" in content:
            content["organisation"] = {"name": faker.company()}
        if schema_id not in WITHOUT_NOTE:
            sentences = draw.sample(NOTES, draw.choice((1, 1, 2, 3)))
            content["note"] = " ".join(sentence.format_map(_slots(draw)) for sentence in sentences)[:500]
        yield Clean(schema_id, content)


WITHOUT_NOTE: Final = frozenset({"ledger/sealed@1", "ledger/worker-voice@1"})


def _slots(draw: random.Random) -> dict[str, object]:
    year = draw.randrange(2018, 2027)
    date = (year, draw.randrange(1, 13), draw.randrange(1, 29))
    months = calendar.month_name
    forms = ("{0}-{1:02}-{2:02}", "{2} {month} {0}", "{2:02}/{1:02}/{0}", "{month} {2}, {0}")
    places = draw.sample(PLACES, 2)
    amount = draw.choice(("{:,}", "USD {:,}", "BDT {:,}.00", "{:,} euros", "MXN {}")).format(
        draw.randrange(10**4, 10**8)
    )
    return {
        "n": draw.randrange(20, 900), "n2": draw.randrange(48, 99), "m": draw.randrange(2, 19), "year": year,
        "k": draw.randrange(10**4), "k2": draw.randrange(10**4), "amount": amount,
        "amount2": f"{draw.randrange(500, 9999)}",
        "date": draw.choice(forms).format(*date, month=months[date[1]]), "place": places[0], "place2": places[1],
        "body": draw.choice(BODIES),
        "hs": draw.choice(("610910", "151190", "5205.12")), "hs2": draw.choice(("620342", "382600")),
    }  # fmt: skip
