from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from scripts import write_sentences
from scripts.write_sentences import TEMPLATE, faults, read_translations

from labour_ledger.words import sentences
from labour_ledger.words.sentences import Sentences, Template, sentences_of, template_of, translate

TRANSLATIONS = Path(sentences.__file__).parent / "translations"


def entries() -> list[Template]:
    """All templates, each translated into itself."""
    with TEMPLATE.open("rb") as file:
        return [template_of(str(entry.id), str(entry.id), entry.auto_comments) for entry in read_po(file) if entry.id]


def made(*texts: tuple[str, str], comments: tuple[str, ...] = ()) -> Sentences:
    return Sentences(template_of(text, translation, comments) for text, translation in texts)


def test_catalogues_hold_the_sentences_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["write_sentences.py", "--check"])
    assert write_sentences.main() == 0, "run: python scripts/write_sentences.py"


@pytest.mark.parametrize("language", write_sentences.LANGUAGES)
def test_catalogue_translates_every_sentence_with_its_placeholders(language: str) -> None:
    written = read_translations(TRANSLATIONS / f"sentences_{language}.po")
    wrong = {text: fault for text in read_translations(TEMPLATE) if (fault := faults(text, written.get(text, "")))}
    assert wrong == {}, "translate what `python scripts/write_sentences.py --missing` lists"


def test_find_every_template_is_found_by_a_sentence_made_from_it() -> None:
    templates = entries()
    catalogue = Sentences(templates)
    others = []
    for template in templates:
        names = dict.fromkeys(template.names)
        values = {name: f"«{number}»" for number, name in enumerate(names)}
        sentence = template.translation.format_map(values)
        found = catalogue.find(sentence, next(iter(template.said_under), ""))
        if (
            found is None
            or found[0].translation.format_map(dict(zip(found[0].names, found[1], strict=True))) != sentence
        ):
            others.append(sentence)
        elif found[0] is not template:
            others.append(f"{template.translation} | {found[0].translation}")
    assert others == []


def test_translated_puts_the_same_values_into_the_other_order() -> None:
    catalogue = made(("the key {key} of party {party} is lost", "partie {party}: clé {key} perdue"))
    assert catalogue.translated("the key 0x12 of party 7 is lost") == "partie 7: clé 0x12 perdue"


def test_translated_sentence_in_a_sentence_is_translated_too() -> None:
    catalogue = made(
        ("contract {contract}: {problem}", "contrat {contract} : {problem}"), ("it is gone", "il a disparu")
    )
    assert catalogue.translated("contract 0xab: it is gone") == "contrat 0xab : il a disparu"


def test_translated_braces_of_the_sentence_itself_stay() -> None:
    catalogue = made(("from {{ to {end}", "de {{ à {end}"))
    assert catalogue.translated("from { to }") == "de { à }"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Leave it out. Sign it anew.", "Omettez-le. Signez de nouveau."),
        ("$.a: must be text; $.b: must be text", "$.a: doit être du texte; $.b: doit être du texte"),
        ("Leave it out. Nobody knows.", "Omettez-le. Nobody knows."),
        ("file.json: it is gone.", "file.json: il a disparu."),
        ("Wait; or leave. Sign it anew.", "Attendez ou partez. Signez de nouveau."),
    ],
)
def test_translated_joined_sentences_are_translated_each(sentence: str, expected: str) -> None:
    catalogue = made(
        ("Leave it out.", "Omettez-le."),
        ("Sign it anew.", "Signez de nouveau."),
        ("must be text", "doit être du texte"),
        ("it is gone", "il a disparu"),
        ("Wait; or leave.", "Attendez ou partez."),
    )
    assert catalogue.translated(sentence) == expected


def test_translated_parts_are_joined_as_the_language_joins_them() -> None:
    templates = [template_of("it is gone", "il a disparu"), template_of("it is late", "il est tard")]
    sentence = "a.json: it is gone; it is late"
    assert Sentences(templates, "fr").translated(sentence) == (
        "a.json\N{NO-BREAK SPACE}: il a disparu\N{NO-BREAK SPACE}; il est tard"
    )
    assert Sentences(templates, "es").translated(sentence) == "a.json: il a disparu; il est tard"
    assert Sentences(templates, "fr").translated("a: b; c") == "a: b; c"


def test_translate_reason_of_a_status_is_translated_whole() -> None:
    reason = (
        "Independent assessment in force: conforms, with findings: 0xab12cd34… (conforms; a third party; recorded "
        "2026-01-01); 0xab12cd35… (conforms with findings; a business; recorded 2026-01-02); and 3 more."
    )
    assert translate(reason, "fr").replace("\N{NO-BREAK SPACE}", " ") == (
        "Évaluation indépendante en vigueur : conforme, avec constats : 0xab12cd34… (conforme ; une tierce partie ; "
        "enregistré le 2026-01-01) ; 0xab12cd35… (conforme avec constats ; une entreprise ; enregistré le 2026-01-02) "
        "; et 3 de plus."
    )


def test_translate_name_with_parentheses_of_its_own_stays_whole() -> None:
    words = "Mill (Asia) (party 2) (auditor, as a third party): conforms under ilo/c029@1930"
    assert translate(words, "es") == "Mill (Asia) (parte 2) (auditor, como tercera parte): conforme según ilo/c029@1930"


def test_translated_the_template_with_the_most_letters_wins() -> None:
    catalogue = made(("{what} is gone", "autre"), ("the key {key} is gone", "clé {key}"))
    assert catalogue.translated("the key 0x12 is gone") == "clé 0x12"


def test_translated_of_equal_templates_that_of_the_code_wins() -> None:
    catalogue = Sentences(
        [
            template_of("{what} is open", "ouvert", ["a.py: seal-invalid"]),
            template_of("open is {what}", "fermé", ["b.py: key-unknown, seal-closed"]),
        ]
    )
    assert catalogue.translated("open is open", "seal-invalid") == "ouvert"
    assert catalogue.translated("open is open", "seal-closed") == "fermé"


def test_translated_sentence_of_nobody_stays_english() -> None:
    assert made(("it is gone", "il a disparu")).translated("nobody ever said this: at all; no") == (
        "nobody ever said this: at all; no"
    )


def test_translated_long_answer_of_many_parts_stays_quick_and_whole() -> None:
    text = "; ".join(f"$.items[{number}]: {'x ' * 20}" for number in range(300))
    assert Sentences(entries()).translated(text) == text


def test_translate_english_reads_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "sentences_of", lambda language: pytest.fail(f"read {language}"))
    assert translate("the batch holds no attestation", "en") == "the batch holds no attestation"


def test_sentences_of_language_without_words_has_none() -> None:
    assert sentences_of("tlh").translated("the batch holds no attestation") == "the batch holds no attestation"


def test_template_of_names_stay_in_order() -> None:
    template = template_of("{a} and {b} and {a}", "{b}{a}")
    assert template.names == ("a", "b", "a")
    assert [name for _, name, _, _ in Formatter().parse(template.translation)] == ["b", "a"]
