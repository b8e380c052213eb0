import pytest

from labour_ledger.registry.lists.countries import CountrySpelling, CountrySpellings, resolve_country


@pytest.mark.parametrize(
    ("text", "alpha_2", "spelling"),
    [
        ("CN", "CN", CountrySpelling.ALPHA_2),
        ("China", "CN", CountrySpelling.ISO_NAME),
        ("CHINA", "CN", CountrySpelling.ISO_NAME),
        ("IDN", "ID", CountrySpelling.ALPHA_3),
        ("Viet Nam", "VN", CountrySpelling.ISO_NAME),
        ("Vietnam", "VN", CountrySpelling.ISO_NAME),
        ("Korea (Republic of)", "KR", CountrySpelling.ISO_NAME),
        ("Moldova (Republic of)", "MD", CountrySpelling.ISO_NAME),
        ("China Mainland", "CN", CountrySpelling.COMMON_NAME),
        ("TURKEY", "TR", CountrySpelling.COMMON_NAME),
        ("UAE", "AE", CountrySpelling.COMMON_NAME),
        ("UK", "GB", CountrySpelling.COMMON_NAME),
        ("Bosnia  and   Herz.", "BA", CountrySpelling.COMMON_NAME),
    ],
)
def test_resolve_country_known_spelling_is_found(text, alpha_2, spelling):
    found = resolve_country(text)
    assert found is not None
    assert (found.alpha_2, found.spelling) == (alpha_2, spelling)


@pytest.mark.parametrize("text", ["", "XX", "Indonsia", "156", "Asia", "Korea (South)"])
def test_resolve_country_anything_else_is_not_guessed(text):
    assert resolve_country(text) is None


def test_country_spellings_new_spelling_names_the_first_and_its_row():
    spellings = CountrySpellings()
    assert spellings.add("CN", "CHINA", 2) is None
    assert spellings.add("CN", "CHINA", 3) is None
    assert spellings.add("CN", "CN", 4) == ("CHINA", 2)
    assert spellings.add("CN", "CN", 5) is None
    assert spellings.add("VN", "VN", 6) is None
    assert spellings.several() == {"CN": {"CHINA": 2, "CN": 2}}
