"""What errors and refusals say, in another language than the English they are written in where they are raised.

The catalogues (`translations/sentences_*.po`) hold every sentence as a template with names for its values;
`scripts/write_sentences.py` takes them from the source. A sentence finds its template by its words, and its values are
put into the translation; a value that is a sentence too is translated as well, and so is one word where its name says
that it is a word, not a code. Nothing is loaded for readers of English. It must not know errors: it takes their code
and their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Final

from .reader import LANGUAGES, Reader

_LONGEST: Final = 20_000
"""Characters; what is longer holds a file or an answer of a node, not a sentence."""
_DEEPEST: Final = 5
"""How many sentences may stand in one another; more are no sentences of ours."""
_SEPARATOR: Final = re.compile(r"(; |(?<=[.?!]) (?=[A-Z`]))")
"""Between sentences that an error joins: what is wrong, and what to do about each."""
_MOST_TOGETHER: Final = 6
"""Parts between separators that one template of ours has at most."""
_MOST_HEADS: Final = 4
"""Colons behind which the list of a sentence may begin."""
_JOINTS: Final[Mapping[str, Mapping[str, str]]] = {"fr": {": ": "\N{NO-BREAK SPACE}: ", "; ": "\N{NO-BREAK SPACE}; "}}
"""What a language writes between the parts of a sentence, where that is not what English writes."""
_WORDS: Final = frozenset({"said", "capacity", "controlled"})
"""Names of values that are words of the glossary. Any other single word may be a code or a name, and stays."""


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence with names for its values.

    Attributes:
        texts: What stands before, between and after the values; one more than the names.
        names: Of the values, in their order; one name can stand twice.
        translation: With the same names in braces.
        said_under: Codes of the errors that say it; empty for a part of sentences.
    """

    texts: tuple[str, ...]
    names: tuple[str, ...]
    translation: str
    said_under: frozenset[str]

    @property
    def letters(self) -> int:
        """Return how many letters are fixed: the more, the surer is a match."""
        return sum(character.isalpha() for text in self.texts for character in text)

    def values_in(self, sentence: str) -> tuple[str, ...] | None:
        """Return the values with which this template says a sentence; None if it does not.

        Each value is as short as it can be, and the search takes a time that grows with the sentence only.
        """
        first, last = self.texts[0], self.texts[-1]
        if not self.names:
            return () if sentence == first else None
        if not sentence.startswith(first) or not sentence.endswith(last):
            return None
        values, place, end = [], len(first), len(sentence) - len(last)
        for text in self.texts[1:-1]:
            found = sentence.find(text, place, end)
            if found < 0:
                return None
            # a name may bring parentheses of its own; of two pairs in a row the last is ours
            while text.endswith("(") and sentence.startswith(text, closed := sentence.find(")", found) + 1) and closed:
                found = closed
            values.append(sentence[place:found])
            place = found + len(text)
        return (*values, sentence[place:end]) if place <= end else None


class Sentences:
    """The sentences of one language."""

    def __init__(self, templates: Iterable[Template], language: str = "en") -> None:
        self._reader = Reader(language)
        self._joints = _JOINTS.get(language, {})
        self._by_ends: dict[tuple[str, str], list[Template]] = {}
        self._templates = sorted(
            templates, key=lambda template: (-template.letters, -sum(map(len, template.texts)), len(template.names))
        )

    def translated(self, sentence: str, code: str = "") -> str:
        """Return a sentence in this language.

        Args:
            sentence: In English, as an error says it; several may be joined.
            code: Of the error; it decides between templates of as many letters.

        Returns:
            The translation; in English whatever part has none.
        """
        return sentence if len(sentence) > _LONGEST else self._translated(sentence, code, 0)

    def _translated(self, sentence: str, code: str, depth: int) -> str:
        if depth > _DEEPEST or " " not in sentence.strip():
            return sentence
        core = sentence.strip()
        if core != sentence:
            before, after = sentence.split(core, 1)
            return before + self._translated(core, code, depth) + after
        found = self.find(sentence, code)
        if found is not None:
            template, values = found
            inner = [
                self._reader.say(value)
                if name in _WORDS and self._reader.has(value)
                else self._translated(value, code, depth + 1)
                for name, value in zip(template.names, values, strict=True)
            ]
            return template.translation.format_map(dict(zip(template.names, inner, strict=True)))
        return self._translated_in_parts(sentence, lambda part: self._translated(part, code, depth + 1))

    def find(self, sentence: str, code: str = "") -> tuple[Template, tuple[str, ...]] | None:
        """Return the template with the most letters that says a sentence whole, and its values."""
        best: tuple[Template, tuple[str, ...]] | None = None
        for template in self._fitting(sentence[:1], sentence[-1:]):
            if best is not None and template.letters < best[0].letters:
                break
            values = template.values_in(sentence)
            if values is not None and (best is None or code in template.said_under):
                best = template, values
                if code in template.said_under:
                    break
        return best

    def _fitting(self, first: str, last: str) -> list[Template]:
        """Return the templates that can say a sentence with these first and last characters, in their order."""
        ends = first, last
        if ends not in self._by_ends:
            self._by_ends[ends] = [
                template
                for template in self._templates
                if template.texts[0][:1] in ("", first) and template.texts[-1][-1:] in ("", last)
            ]
        return self._by_ends[ends]

    def _translated_in_parts(self, sentence: str, translate: Callable[[str], str]) -> str:
        head = self._head_of(sentence)
        if head:
            return translate(head) + self._joint(": ") + translate(sentence[len(head) + 2 :])
        pieces = _pieces(sentence)
        if len(pieces) > 1:
            return self._joined(pieces, translate)
        if sentence.endswith("."):  # put behind a part of a sentence that has none
            return translate(sentence[:-1]) + "."
        head, colon, tail = sentence.partition(": ")
        if not colon:
            return sentence
        said = translate(head), translate(tail)
        return sentence if said == (head, tail) else self._joint(colon).join(said)

    def _head_of(self, sentence: str) -> str:
        """Return what stands before a colon, if it is a sentence without values: a list follows it."""
        head, place = "", -1
        for _ in range(_MOST_HEADS):
            place = sentence.find(": ", place + 1)
            if place < 0:
                break
            found = self.find(sentence[:place]) if " " in sentence[:place] else None
            if found is not None and not found[0].names:
                head = sentence[:place]
        return head

    def _joint(self, separator: str) -> str:
        return self._joints.get(separator, separator)

    def _joined(self, pieces: Sequence[str], translate: Callable[[str], str]) -> str:
        """Return pieces and their separators translated; as many together as are one sentence."""
        said, joints = [], []
        place = 0
        is_english = True
        while place < len(pieces):
            whole = self._end_of_sentence(pieces, place)
            part = "".join(pieces[place:whole])
            said.append(translate(part))
            is_english = is_english and said[-1] == part
            joints.append("".join(pieces[whole : whole + 1]))
            place = whole + 1
        # what nobody of ours said keeps its own punctuation
        return "".join(
            part + (joint if is_english else self._joint(joint)) for part, joint in zip(said, joints, strict=True)
        )

    def _end_of_sentence(self, pieces: Sequence[str], place: int) -> int:
        """Return where the sentence ends that begins at a place; it may hold separators itself."""
        alone = self.find(pieces[place])
        longest = min(len(pieces), place + 2 * _MOST_TOGETHER - 1)
        for end in range(longest, place + 1, -2):
            found = self.find("".join(pieces[place:end]))
            if found is not None:
                # the last value of a template takes whatever follows, so the same template says the first piece alone
                return place + 1 if alone is not None and alone[0] is found[0] else end
        return place + 1


def _pieces(sentence: str) -> list[str]:
    """Return parts and the separators between them; what stands between parentheses stays together."""
    pieces, depth = [""], 0
    for place, part in enumerate(_SEPARATOR.split(sentence)):
        if place % 2 and depth <= 0:
            pieces += [part, ""]
            continue
        pieces[-1] += part
        depth += part.count("(") - part.count(")")
    return pieces if depth == 0 else _SEPARATOR.split(sentence)


@cache
def sentences_of(language: str) -> Sentences:
    """Return the sentences of a language; none for English, and for a language that has no words."""
    if language == "en" or language not in LANGUAGES:
        return Sentences(())
    from babel.messages.pofile import read_po

    with files(__package__).joinpath("translations", f"sentences_{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    templates = (
        template_of(str(message.id), str(message.string), message.auto_comments)
        for message in catalogue
        if message.id and message.string
    )
    return Sentences(templates, language)


def template_of(text: str, translation: str, comments: Sequence[str] = ()) -> Template:
    """Return a template from an entry of a catalogue.

    Args:
        text: In English, with names in braces.
        translation: With the same names.
        comments: Lines that name a file, and after a colon the codes of the errors that say it there.

    Raises:
        ValueError: The braces of the text do not close.
    """
    texts, names = [""], []
    # what stands around a part, and the separator before one that goes on with a list, is put there by who joins them
    text, translation = text.strip().removeprefix("; "), translation.strip().removeprefix("; ")
    for before, name, _form, _conversion in Formatter().parse(text):
        texts[-1] += before
        if name is not None:
            names.append(name)
            texts.append("")
    codes = {code for line in comments for code in line.partition(": ")[2].split(", ") if code}
    return Template(tuple(texts), tuple(names), translation, frozenset(codes))


def translate(sentence: str, language: str, code: str = "") -> str:
    """Return what an error says in a reader's language; the sentence itself where there are no words.

    Args:
        sentence: In English, such as the message or the hint of an error.
        language: One of `LANGUAGES`.
        code: Of the error.
    """
    return sentence if language == "en" or not sentence else sentences_of(language).translated(sentence, code)
