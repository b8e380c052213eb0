import pytest

from labour_ledger.diligence.questions.catalogue import QUESTIONS
from labour_ledger.words.reader import LANGUAGES, LanguageUnknown, Reader, language_accepted, reader_named, reader_of
from labour_ledger.words.terms import TERMS

MOMENT = 1_767_225_599  # 2025-12-31T23:59:59Z


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_say_every_term_has_words_in_every_language(language: str) -> None:
    reader = reader_named(language)
    missing = [text for term in TERMS for text in (term.word, term.meaning) if not reader.has(text)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_say_nearly_every_error_has_its_meaning_in_every_language(language: str) -> None:
    from labour_ledger.cli.explanations import error_classes, meaning_of
    from labour_ledger_verify.errors import ExplainedError

    reader = reader_named(language)
    meanings = {meaning_of(found) for found in error_classes(ExplainedError)}
    missing = sorted(meaning for meaning in meanings if not reader.has(meaning))
    assert len(missing) < 0.05 * len(meanings), missing  # a new error speaks English until somebody translates it


def test_say_text_without_a_translation_stays_english() -> None:
    assert reader_named("fr").say("a text that nobody translated") == "a text that nobody translated"


def test_say_fills_braces() -> None:
    assert reader_named("es").say("exit code {number}", number=3) == "código de salida 3"


@pytest.mark.parametrize(
    ("environment", "language", "locale"),
    [
        ({}, "en", "en"),
        ({"LANG": "C.UTF-8"}, "en", "en"),
        ({"LANG": "de_DE.UTF-8"}, "en", "en"),
        ({"LANG": "fr_CH.UTF-8"}, "fr", "fr_CH"),
        ({"LANG": "es_MX@euro"}, "es", "es_MX"),
        ({"LANG": "fr_FR", "LC_ALL": "es"}, "es", "es"),
        ({"LANG": "fr_FR", "LC_MESSAGES": "en_US"}, "en", "en"),
        ({"LANG": "fr_QQ"}, "fr", "fr"),
    ],
)
def test_reader_of_environment_follows_posix(environment: dict[str, str], language: str, locale: str) -> None:
    reader = reader_of(environment)
    assert (reader.language, reader.locale) == (language, locale)


def test_reader_named_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(LanguageUnknown) as caught:
        reader_named("tlh")
    assert "en, fr, es" in caught.value.hint


def test_instant_takes_the_readers_form_when_asked_for() -> None:
    assert Reader().instant(MOMENT) == "2025-12-31T23:59:59Z"
    assert reader_named("fr").instant(MOMENT).startswith("31 déc. 2025")
    assert reader_named("es").instant(MOMENT).endswith("UTC")


def test_number_takes_the_readers_form_when_asked_for() -> None:
    assert Reader().number(1_234_567) == "1,234,567"
    assert reader_named("es_MX").number(1_234_567) == "1,234,567"
    assert reader_named("es").number(1_234_567) == "1.234.567"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("es", "12,345 rows of 1,234,567", "12.345 rows of 1.234.567"),
        ("fr", "1,234 bytes (12.50 %)", "1\N{NARROW NO-BREAK SPACE}234 bytes (12,50 %)"),
        ("fr", "version 1.2.345, block 12345, 1,23 and 0xab1,234", "version 1.2.345, block 12345, 1,23 and 0xab1,234"),
        ("es", "12,345 gas, 0.0120 ether", "12.345 gas, 0,0120 ether"),
        ("en", "1,234 rows", "1,234 rows"),
    ],
)
def test_numbers_in_text_takes_thousands_and_shares_alone(name: str, text: str, said: str) -> None:
    assert reader_named(name).numbers_in(text) == said
    assert Reader().numbers_in(text) == text


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_say_every_question_is_asked_in_every_language(language: str) -> None:
    reader = reader_named(language)
    assert [asked.words for asked in QUESTIONS if not reader.has(asked.words)] == []


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", "fr"),
        ("de, es;q=0.5", "es"),
        ("de;q=1, en;q=0.9, fr;q=0.1", "en"),
        ("ES-MX", "es"),
        ("fr;q=0", "en"),
        ("fr;q=2, es;q=0.1", "es"),
        ("fr;q=nan", "en"),
        ("*", "en"),
        (";;,=,q", "en"),
    ],
)
def test_language_accepted_follows_the_weights(header: str, language: str) -> None:
    assert language_accepted(header) == language
