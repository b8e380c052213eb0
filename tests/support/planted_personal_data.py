"""Personal data planted into documents that are otherwise in order, made with a seed.

Names, numbers and accounts come from Faker in the manner of many countries, so that what is planted was not written
from the patterns that look for it. The sentences are those of clerks, auditors and organisers in a hurry: abbreviated,
mixed, in several languages. Each case knows where it was planted.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from faker import Faker

from labour_ledger.schemas.catalogue import load_schema, schema_ids

NAME_LOCALES: Final = (
    "en_GB", "en_IN", "en_BD", "en_PH", "en_NG", "fr_FR", "es_MX", "es_CO", "pt_BR", "id_ID", "vi_VN", "tr_TR", "it_IT",
)  # fmt: skip
PHONE_LOCALES: Final = (
    "en_GB",
    "en_IN",
    "fr_FR",
    "es_MX",
    "es_ES",
    "pt_BR",
    "id_ID",
    "vi_VN",
    "tr_TR",
    "de_DE",
    "en_US",
)
ACCOUNT_LOCALES: Final = ("de_DE", "fr_FR", "es_ES", "it_IT", "tr_TR", "en_GB", "nl_NL", "pl_PL", "pt_PT")

NAMES: Final = (
    "{name} said the overtime is not paid.",
    "Spoke with {name} (line leader), exits were locked at night.",
    "Interviewed {name} and two colleagues in the canteen.",
    "The supervisor {name} keeps the passports in a drawer.",
    "As told by {given}, a sewing operator, deductions are taken every month.",
    "Complaint came from {name}, loading bay.",
    "{name} was dismissed after asking for her wage slip.",
    "worker {given} afraid to speak in front of the manager",
    "HR manager {name} confirmed that fees were charged.",
    "Selon {name}, les heures supplémentaires ne sont pas payées.",
    "Entretien avec {name} le matin, dans l'atelier.",
    "L'ouvrière {given} a été licenciée après la réunion.",
    "La trabajadora {name} dijo que no le pagan las horas extra.",
    "Entrevista con {name}, del área de corte.",
    "El capataz {given} retiene los documentos.",
    "Menurut {name}, paspor disimpan oleh agen.",
    "the recruiter, {name}, took 1,200 from every migrant",
    "Signed: {name}",
    "Ask {given} in the dye house, she saw it.",
    "According to {name} of the night shift, doors are chained.",
)
PHONES: Final = (
    "her number is {phone}",
    "You can ring the complainant at {phone} after six.",
    "reach him on {phone}",
    "Witness, {phone}, does not want to be quoted.",
    "Contact of the worker: {phone}.",
    "tel. {phone}",
    "mob {phone} (night shift)",
    "WA {phone}",
    "phone no. {phone}, prefers text messages",
    "hp: {phone}",
    "On peut la joindre au {phone}.",
    "son numéro : {phone}",
    "appeler le {phone} après 18 h",
    "Llamar al {phone}, por la tarde.",
    "su teléfono es {phone}",
    "cel. {phone}",
    "texted us from {phone}",
    "dial {phone} and ask for the dye house",
)
DOCUMENTS: Final = (
    ("Passport {passport} was held by the agent.", "passport"),
    ("PP no {passport} kept in the office safe", "passport"),
    ("his passport ({passport}) was returned", "passport"),
    ("passport number is {passport}", "passport"),
    ("Le passeport {passport} est resté chez l'agent.", "passport"),
    ("pasaporte de la trabajadora: {passport}", "passport"),
    ("travel document {passport} missing", "passport"),
    ("SSN {en_US}", "national"),
    ("her social security number, {en_US}, was on the list", "national"),
    ("Numéro de sécurité sociale {fr_FR}", "national"),
    ("NIR de la salariée : {fr_FR}", "national"),
    ("codice fiscale {it_IT}", "national"),
    ("DNI {es_ES}", "national"),
    ("la trabajadora con NIF {es_ES} no figura", "national"),
    ("CPF da trabalhadora {pt_BR}", "national"),
    ("ID {zh_CN} appears twice in the time records", "national"),
    ("Aadhaar {en_IN}", "national"),
    ("aadhaar no. of the child: {en_IN}", "national"),
    ("PESEL {pl_PL}", "national"),
    ("TC kimlik {tr_TR}", "national"),
    ("national insurance number {en_GB}", "national"),
    ("NIK {id_ID}", "national"),
    ("CURP {es_MX}", "national"),
    ("employee number {staff} was paid below the minimum", "staff"),
    ("badge {staff}, cutting section", "staff"),
    ("worker no. {staff} signed under pressure", "staff"),
    ("matricule {staff}", "staff"),
)
CASES: Final = (
    "See case {case}.",
    "Filed as complaint no. {case} with the inspectorate.",
    "Labour court file {case} is pending.",
    "grievance {case} still open",
    "Police report {case}",
    "Dossier {case} au conseil de prud'hommes.",
    "plainte n° {case}",
    "Expediente {case} ante la junta de conciliación.",
    "denuncia {case}, sin respuesta",
    "Hotline ticket {case} was closed without remedy.",
    "Lawsuit {case} names the labour agent.",
    "interview record {case}",
)
ROOMS: Final = (
    "The worker sleeps in room {room} of dormitory {block}.",
    "dorm {block}, rm {room}, upper bunk",
    "She lives in hostel block {block}, room {room}.",
    "bed {room} in the men's dormitory",
    "Lives at Room {room}, Building {block}, workers' quarters.",
    "chambre {room} du foyer",
    "logée au dortoir {block}, lit {room}",
    "habitación {room} del dormitorio",
    "vive en el cuarto {room}, edificio {block}",
    "kamar {room}, asrama putri",
    "Bunk {room}, cabin {block}, aboard the vessel",
    "staying in unit {room} of the company housing",
)
MAILS: Final = (
    "write to {mail}",
    "contact: {mail}",
    "The worker's e-mail is {mail}.",
    "{mail} sent photographs",
    "mail {mail_at}",
    "reach her under {mail_words}",
    "son courriel : {mail}",
    "correo: {mail}",
    "écrire à {mail_at}",
    "<{mail}>",
    "address {mail_spaced}",
)
ACCOUNTS: Final = (
    "Wages went to {iban}.",
    "IBAN {iban_grouped}",
    "paid back to account {iban} in May",
    "compte {iban_grouped}",
    "cuenta {iban}",
    "the agent's account ({iban_grouped}) received the fees",
    "transfer to {iban_lower}",
    "bank details: {iban_dashed}",
)
HEALTH: Final = (
    "One operator of line 4 has tuberculosis.",
    "She is five months pregnant and works nights.",
    "the girl in packing is HIV positive",
    "He was diagnosed with silicosis last year.",
    "A cutter lost two fingers; he is now depressed and on medication.",
    "The complainant had a miscarriage in March.",
    "the worker with epilepsy was moved to the boiler",
    "Her asthma got worse since the move to the dye house.",
    "his hepatitis test came back positive",
    "A migrant worker was sent home because she tested positive for pregnancy.",
    "she suffers from panic attacks since the fire",
    "One man has diabetes and gets no breaks to eat.",
    "La salariée est enceinte de six mois.",
    "Il est atteint de silicose.",
    "Une ouvrière a fait une fausse couche.",
    "un salarié séropositif a été écarté du poste",
    "La trabajadora está embarazada.",
    "Un operario tiene cáncer de pulmón.",
    "Ella sufrió un aborto en la planta.",
    "el muchacho padece epilepsia",
    "the woman at machine 12 has cancer",
    "he is being treated for alcoholism",
)
KINDS: Final = ("name", "phone", "document", "case", "room", "mail", "account", "health")


@dataclass(frozen=True)
class Planted:
    """A content with one piece of personal data.

    Attributes:
        kind: What was planted, one of `KINDS`.
        schema_id: The content's schema.
        content: With what was planted.
        path: Where, as a JSON path.
        text: What was planted.
    """

    kind: str
    schema_id: str
    content: dict[str, Any]
    path: str
    text: str


def planted_cases(count: int, seed: int) -> Iterator[Planted]:
    """Give cases, the kinds in turn, each in another document."""
    draw = random.Random(seed)
    makers: dict[str, Callable[[], str]] = _makers(draw, seed)
    notes = [schema_id for schema_id in schema_ids() if "note" in _content_properties(schema_id)]
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        schema_id = draw.choice(notes)
        content = copy.deepcopy(dict(draw.choice(load_schema(schema_id).examples)))
        text = makers[kind]()
        if draw.random() < 0.5:
            text = draw.choice(_SURROUNDINGS).format(text=text)
        content["note"] = text
        yield Planted(kind, schema_id, content, "$.content.note", text)


_SURROUNDINGS: Final = (
    "Visited on two days. {text}",
    "{text} Follow-up agreed with the management.",
    "Night shift visited; emergency lights work.\n{text}",
    "{text} / to be checked again in June",
    "Records of 12 months reviewed. {text} Exits were clear.",
)


def _content_properties(schema_id: str) -> set[str]:
    return {name for example in load_schema(schema_id).examples for name in example} | _noted(schema_id)


def _noted(schema_id: str) -> set[str]:
    return {"note"} if '"note"' in str(load_schema(schema_id).content).replace("'", '"') else set()


def _makers(draw: random.Random, seed: int) -> dict[str, Callable[[], str]]:
    fakers: dict[str, Any] = {}

    def fake(locale: str) -> Any:
        if locale not in fakers:
            fakers[locale] = Faker(locale)
            fakers[locale].seed_instance(seed + len(fakers))
        return fakers[locale]

    def name() -> str:
        person = fake(draw.choice(NAME_LOCALES))
        given = person.first_name()
        return draw.choice(NAMES).format(name=f"{given} {person.last_name()}", given=given)

    def phone() -> str:
        return draw.choice(PHONES).format(phone=fake(draw.choice(PHONE_LOCALES)).phone_number())

    def document() -> str:
        template, kind = draw.choice(DOCUMENTS)
        if kind == "passport":
            return template.format(
                passport=draw.choice(("??#######", "?########", "#########"))
                .replace("?", draw.choice("ABEKX"))
                .replace("#", "{}")
                .format(*(draw.randrange(10) for _ in range(9)))
            )
        if kind == "staff":
            return template.format(
                staff=draw.choice(
                    (
                        f"{draw.randrange(1000, 99999)}",
                        f"EMP-{draw.randrange(10**5):05}",
                        f"{draw.choice('ABC')}{draw.randrange(10**4):04}",
                    )
                )
            )
        return template.format(**_national(fake, draw))

    def case() -> str:
        year, number = draw.randrange(2019, 2027), draw.randrange(1, 99999)
        forms = (
            f"{number}/{year}",
            f"LC-{year}-{number:05}",
            f"{year}/{number:04}/B",
            f"No {number}",
            f"#{number}",
            f"RG {year % 100}/{number:05}",
        )
        return draw.choice(CASES).format(case=draw.choice(forms))

    def room() -> str:
        return draw.choice(ROOMS).format(
            room=draw.choice((f"{draw.randrange(1, 599)}", f"{draw.randrange(1, 9)}{draw.choice('ABC')}")),
            block=draw.choice(("A", "B", "7", "C2")),
        )

    def mail() -> str:
        address = fake(draw.choice(("en_GB", "fr_FR", "es_MX", "id_ID"))).email()
        user, host = address.split("@")
        spoken = address.replace("@", " at ").replace(".", " dot ")
        return draw.choice(MAILS).format(
            mail=address, mail_at=f"{user}(at){host}", mail_words=spoken, mail_spaced=f"{user} @ {host}"
        )

    def account() -> str:
        iban = fake(draw.choice(ACCOUNT_LOCALES)).iban()
        groups = [iban[start : start + 4] for start in range(0, len(iban), 4)]
        return draw.choice(ACCOUNTS).format(
            iban=iban, iban_grouped=" ".join(groups), iban_lower=iban.lower(), iban_dashed="-".join(groups)
        )

    return {
        "name": name, "phone": phone, "document": document, "case": case, "room": room, "mail": mail,
        "account": account, "health": lambda: draw.choice(HEALTH),
    }  # fmt: skip


def _national(fake: Callable[[str], Any], draw: random.Random) -> dict[str, str]:
    pairs = [draw.randrange(100) for _ in range(3)]
    letters = draw.choice("ABCEGHJ") + draw.choice("ABCEGHJ")
    insurance = f"{letters} {pairs[0]:02} {pairs[1]:02} {pairs[2]:02} {draw.choice('ABCD')}"
    district = f"{draw.choice((31, 32, 33, 35, 51))}{draw.randrange(1, 80):02}{draw.randrange(1, 50):02}"
    birth = f"{draw.randrange(1, 29):02}{draw.randrange(1, 13):02}{draw.randrange(60, 100):02}"
    nik = f"{district}{birth}{draw.randrange(1, 9999):04}"
    aadhaar = fake("en_IN").aadhaar_id()
    return {
        "en_US": fake("en_US").ssn(),
        "fr_FR": fake("fr_FR").ssn(),
        "it_IT": fake("it_IT").ssn(),
        "es_ES": fake("es_ES").nif(),
        "pt_BR": fake("pt_BR").cpf(),
        "zh_CN": fake("zh_CN").ssn(),
        "en_IN": draw.choice((aadhaar, f"{aadhaar[:4]} {aadhaar[4:8]} {aadhaar[8:]}")),
        "pl_PL": fake("pl_PL").pesel(),
        "tr_TR": fake("tr_TR").ssn(),
        "en_GB": insurance,
        "id_ID": nik,
        "es_MX": fake("es_MX").curp(),
    }
