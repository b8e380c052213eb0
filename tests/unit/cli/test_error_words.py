import json

import pytest

from labour_ledger.cli.error_words import words_for_reader
from labour_ledger.cli.main import main
from labour_ledger.cli.output import print_error
from labour_ledger.errors import InputError
from labour_ledger.words import sentences
from labour_ledger.words.sentences import Sentences, template_of

FRENCH = Sentences(
    [
        template_of("{file}: row {row} is empty", "{file} : la ligne {row} est vide"),
        template_of("Fill it in, or remove the row.", "Remplissez-la ou supprimez la ligne."),
    ]
)
ERROR = InputError("sites.csv: row 7 is empty", hint="Fill it in, or remove the row.")


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "sentences_of", {"fr": FRENCH, "es": Sentences(())}.__getitem__)


@pytest.mark.usefixtures("french")
@pytest.mark.parametrize(
    ("arguments", "environment"), [(["--language", "fr", "index"], {}), (["index"], {"LANG": "fr_CH.UTF-8"})]
)
def test_words_for_reader_says_message_and_hint_in_the_language(arguments, environment) -> None:
    words = words_for_reader(ERROR, arguments, environment)
    assert words.told == "erreur\N{NO-BREAK SPACE}: sites.csv : la ligne 7 est vide [input-invalid]"
    assert words.advice == "que faire\N{NO-BREAK SPACE}: Remplissez-la ou supprimez la ligne."
    assert words.meaning == ""


@pytest.mark.usefixtures("french")
def test_words_for_reader_sentence_without_translation_is_told_with_the_meaning_of_its_code() -> None:
    words = words_for_reader(ERROR, ["--language=es"], {})
    assert "row 7 is empty" in words.told
    assert words.meaning


def test_words_for_reader_english_is_as_it_was_raised() -> None:
    assert words_for_reader(ERROR, [], {"LANG": "fr_FR"} | {"LC_ALL": "C"}) == (
        "error: sites.csv: row 7 is empty [input-invalid]",
        "",
        "what to do: Fill it in, or remove the row.",
    )


def test_words_for_reader_unknown_language_is_english() -> None:
    assert words_for_reader(ERROR, ["--language", "tlh"], {}).told.startswith("error: sites.csv")


@pytest.mark.usefixtures("french")
def test_print_error_json_stays_english_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(ERROR, as_json=True, words=words_for_reader(ERROR, ["--language", "fr"], {}))
    shown = json.loads(capsys.readouterr().err)
    assert shown["message"] == "sites.csv: row 7 is empty"
    assert shown["hint"] == "Fill it in, or remove the row."
    assert shown.keys() == {"format", "code", "message", "hint", "context"}


def test_main_wrong_use_names_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-command"]) == 2
    shown = capsys.readouterr().err
    assert "[usage]" in shown
    assert "--help" in shown
