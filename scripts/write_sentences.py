"""Write the catalogues of sentences: all that errors, refusals and problems of rows say, for translators.

`backend/labour_ledger/words/translations/sentences.pot` holds every sentence of both programs as a template, from their
source; `sentences_fr.po` and `sentences_es.po` beside it hold the translations. Run without options after a sentence
changed: translations of sentences that stayed are kept, those of sentences that are gone are removed, new ones are
empty. Nothing is guessed from similar sentences.

`--check` changes nothing and ends with 1 when a file has other sentences than the code. `--missing` lists what has no
translation, and each translation whose placeholders are not those of its sentence, and ends with 1 if there is any.
`--unclear` lists where a sentence is made in a way that is not followed: most pass on what another error said.
"""

from __future__ import annotations

import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from scripts.sentence_others import FROM_ELSEWHERE  # noqa: E402
from scripts.sentence_search import Found, Search  # noqa: E402
from scripts.sentence_sources import read_sources  # noqa: E402
from scripts.sentence_templates import of_format, pattern_of, shape_of, text_of  # noqa: E402

BACKEND = ROOT / "backend"
SCHEMAS = BACKEND / "labour_ledger" / "schemas" / "data"
TRANSLATIONS = BACKEND / "labour_ledger" / "words" / "translations"
TEMPLATE = TRANSLATIONS / "sentences.pot"
LANGUAGES = {"fr": "French", "es": "Spanish"}
HEAD = """# {title} of labour-ledger and labour-ledger-verify.
# Written by scripts/write_sentences.py. A name in braces stands for a value and must stay as it is.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass
class Sentence:
    """One template, and who says it.

    Attributes:
        texts: The template with the names of its places, as each place that says it calls them.
        said_in: Files, with the codes of errors it is said under.
        known: Texts of the catalogue as it stands, by their patterns.
    """

    known: Mapping[tuple[str | int, ...], str]
    texts: Counter[str] = field(default_factory=Counter)
    said_in: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def text(self) -> str:
        """Return the template with the names it has in the catalogue, or else with those that most places give.

        So a value that is called otherwise in the source costs no translation.
        """
        written = (self.known[pattern] for pattern in map(pattern_of, sorted(self.texts)) if pattern in self.known)
        return next(written, min(self.texts, key=lambda text: (-self.texts[text], text)))

    @property
    def comments(self) -> list[str]:
        """Return one line for each file."""
        return [
            ": ".join((path, ", ".join(sorted(codes)))).removesuffix(": ")
            for path, codes in sorted(self.said_in.items())
        ]


def sentences() -> tuple[list[Sentence], list[str]]:
    """Return every sentence in the order of the files, and the places that are not followed."""
    search = Search(read_sources([BACKEND / "labour_ledger", BACKEND / "verify" / "labour_ledger_verify"]))
    search.run()
    known = {pattern_of(text): text for text in read_translations(TEMPLATE)}
    by_shape: defaultdict[tuple[str | None, ...], Sentence] = defaultdict(lambda: Sentence(known))
    for found in [*search.found, *_passed_on()]:
        sentence = by_shape[shape_of(found.template)]
        sentence.texts[text_of(found.template)] += 1
        sentence.said_in[found.path] |= {found.said_by} - {""}
    in_order = sorted(by_shape.values(), key=lambda sentence: (min(sentence.said_in), sentence.text))
    return in_order, sorted(search.unclear)


def _passed_on() -> Iterator[Found]:
    """Give what schemas say of the form of a field, put into "must be …", and what others say."""
    for file in sorted(SCHEMAS.rglob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for text in _descriptions(content, is_root="definitions" not in file.name):
            yield Found((text,), file.relative_to(BACKEND).as_posix(), "")
    for origin, texts in FROM_ELSEWHERE.items():
        yield from (Found(of_format(text), origin, "") for text in texts)


def _descriptions(node: object, *, is_root: bool) -> Iterator[str]:
    if isinstance(node, Mapping):
        if not is_root and isinstance(node.get("description"), str):
            yield node["description"]
        for value in node.values():
            yield from _descriptions(value, is_root=False)
    elif isinstance(node, list):
        for value in node:
            yield from _descriptions(value, is_root=False)


def catalogue_text(found: list[Sentence], translations: Mapping[str, str], title: str, language: str = "") -> str:
    """Return a catalogue as it stands in a file."""
    catalogue = Catalog(charset="utf-8")
    for sentence in found:
        catalogue.add(sentence.text, translations.get(sentence.text, ""), auto_comments=sentence.comments)
    written = io.BytesIO()
    write_po(written, catalogue, width=0, omit_header=True)
    return HEAD.format(title=title, language=language) + written.getvalue().decode("utf-8").strip() + "\n"


def read_translations(file: Path) -> dict[str, str]:
    """Return what a catalogue says for each sentence; nothing where there is no file."""
    if not file.is_file():
        return {}
    with file.open("rb") as opened:
        return {str(message.id): str(message.string) for message in read_po(opened) if message.id}


def placeholders(text: str) -> set[str]:
    """Return the names in braces.

    Raises:
        ValueError: The braces of the text do not close.
    """
    return {name for _text, name, _form, _conversion in Formatter().parse(text) if name is not None}


def faults(text: str, translation: str) -> str:
    """Return what is wrong with a translation; nothing if it can be used."""
    if not translation.strip():
        return "not translated"
    try:
        own = placeholders(translation)
    except ValueError as error:
        return f"braces: {error}"
    if own != placeholders(text):
        return f"other placeholders: {', '.join(sorted(own ^ placeholders(text)))}"
    return ""


def _catalogue_of(language: str) -> Path:
    return TRANSLATIONS / f"sentences_{language}.po"


def _write(found: list[Sentence]) -> int:
    TEMPLATE.write_text(catalogue_text(found, {}, "Sentences"), encoding="utf-8")
    for language, name in LANGUAGES.items():
        file = _catalogue_of(language)
        text = catalogue_text(found, read_translations(file), f"{name} sentences", language)
        file.write_text(text, encoding="utf-8")
    print(f"{len(found)} sentences")
    return 0


def _check(found: list[Sentence]) -> int:
    stale = [TEMPLATE] if TEMPLATE.read_text(encoding="utf-8") != catalogue_text(found, {}, "Sentences") else []
    texts = {sentence.text for sentence in found}
    stale += [file for file in map(_catalogue_of, LANGUAGES) if read_translations(file).keys() != texts]
    for file in stale:
        print(f"{file.name} has other sentences than the code; run: python scripts/write_sentences.py")
    return int(bool(stale))


def _missing(found: list[Sentence]) -> int:
    count = 0
    for language in LANGUAGES:
        translations = read_translations(_catalogue_of(language))
        for sentence in found:
            fault = faults(sentence.text, translations.get(sentence.text, ""))
            if fault:
                print(f"{language}: {fault}: {sentence.text}")
                count += 1
    return int(count > 0)


def main() -> int:
    """Write the catalogues, or say what is wrong with them."""
    found, unclear = sentences()
    options = sys.argv[1:]
    if "--unclear" in options:
        print("\n".join(unclear))
        return 0
    if "--missing" in options:
        return _missing(found)
    return _check(found) if "--check" in options else _write(found)


if __name__ == "__main__":
    sys.exit(main())
