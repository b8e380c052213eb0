"""Names of people in notes: told by their form and by what stands around them; firms and places pass."""

import pytest

from labour_ledger.schemas.personal_names import has_person_name

NAMES = {
    "role": "Line chief Sokunthea shouts.",
    "role and number": "Interviewee 4 = Sandhya",
    "relative": "The father of little Chann works on the boat.",
    "belongings": "Thuy's passport is in the safe.",
    "neighbour": "Heard from Jarina's neighbour.",
    "department": "We were let in by Chhaya from the creche.",
    "deed": "Zalmira fainted twice.",
    "statement with a known name": "Kamrul confirmed that the door was chained.",
    "pronoun": "Tsalika cannot say when she signed.",
    "initials": "Statement of R. K. Thapa",
    "initial behind": "Rokia S., packing",
    "bare initials": "According to P.L., a picker, nobody was paid.",
    "title": "Srta. Gómez",
    "title of a trade": "La Lic. Arriaga, de RH",
    "pinyin": "Zhang Xiaomei has no rest day.",
    "Viet Nam": "Trần Thị Bích Ngọc was kept in.",
    "Burma": "Daw Khin Mar Oo speaks for all.",
    "Arabia": "Khalid ibn Yusuf holds the cards.",
    "double family name": "Huella de Florentino Xol Caal en el recibo.",
    "small letters": "talked to rehana, finishing",
    "capitals": "SALEHA KHATUN NOT PAID",
    "small letters after called": "a girl called mya",
    "form of address": "nasima apa knows everything",
    "another transliteration": "Please keep Poornima out of this.",
    "French": "Bulletin d'août de Célestine Mbarga retrouvé.",
    "Spanish": "Nos atendió un tal Erasmo.",
    "nickname": '"Shumi" is the name she goes by',
}
NO_NAMES = {
    "firm": "Karim Textiles said that the boiler was replaced.",
    "unknown firm states": "Sateri confirmed that the roof was repaired.",
    "partners": "Li & Fung asked for a second visit.",
    "brand": "Ralph Lauren was informed.",
    "initialled firm": "J. Crew placed no order.",
    "titled brand": "Mr. Price placed no order.",
    "street": "The Elizabeth Street entrance is clear.",
    "called after": "La finca Santa Elena está fuera del alcance.",
    "law": "The Zainab Alert Act is on the board.",
    "ship": "The MV Siti Aminah 3 unloads at pier 2.",
    "province": "The goods pass Nam Dinh on the way.",
    "country": "Bangladesh's wages board met.",
    "lettered hall": "Shift A and shift B. Exits were clear.",
    "first word": "Carpenters told us that the saw has no guard.",
    "clients": "Marie Brizard et Jacques Vabre sont des clients.",
    "role": "The manager of the warehouse showed the record.",
}


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_has_person_name_where_a_person_stands_is_true(text: str) -> None:
    assert has_person_name(text)


@pytest.mark.parametrize("text", NO_NAMES.values(), ids=NO_NAMES)
def test_has_person_name_of_firms_and_places_is_false(text: str) -> None:
    assert not has_person_name(text)
