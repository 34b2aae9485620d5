"""Plain language (L6): every reply and letter by LIX, the length of its sentences, and the words of offices.

LIX is the mean number of words in a sentence plus the percentage of words longer than six letters: 25 is a child's book,
40 a newspaper, 50 and above a statute.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from statistics import mean

import pytest

from bot.settings import shipped

FILES = ("replies.toml", "letters.toml", "answer.toml")
FOLDERS = {"answer.toml": "policy"}
"""Where a file is that does not lie in `intents/`."""

LANGUAGES = ("nb", "nn", "en")

LONG_WORD = 6
MEAN_LIX, HIGHEST_LIX = 40, 50
LONGEST_SENTENCE = 25
WORDS_TO_JUDGE = 8
"""Below this LIX says nothing: "Bekreft e-postadressen" would be a statute."""

MOSTLY_ADDRESSES = {"letters.toml parts.ending", "letters.toml parts.complaint"}
"""Where to complain: a street, a postbox, a name that cannot be shortened."""

OFFICE_WORDS = {
    "nb": ("i henhold til", "vedrørende", "undertegnede", "herved", "ovennevnte", "foreligger", "angående", "såfremt", "vennligst"),
    "nn": ("i samsvar med", "vedkomande", "underteikna", "herved", "ovannemnde", "såframt", "ver venleg og"),
    "en": ("pursuant to", "hereby", "regarding", "the undersigned", "aforementioned", "in accordance with", "prior to"),
}

PLACEHOLDER = re.compile(r"\{\w+\}")
ADDRESS = re.compile(r"\S+@\S+|(?:www\.)?\w+\.(?:no|com)\b|\+?\d[\d ]*\d")
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
NOT_AN_END = re.compile(r"\b(art|nr|kl|f\.eks|bl\.a|\d+)\.(?= \S)")
END = re.compile(r"[.!?:](?=\s|$)|\n\s*\n|\n(?=- )|\n")


def texts() -> Iterator[tuple[str, str, str]]:
    """(name, language, text) of all that the assistant says and sends."""
    for file in FILES:
        yield from _texts_in(tomllib.loads((shipped(FOLDERS.get(file, "intents")) / file).read_text(encoding="utf-8")), f"{file} ")


def _texts_in(table: Mapping[str, object], name: str) -> Iterator[tuple[str, str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _texts_in(value, f"{name}{key}.")
        elif key == "points" and isinstance(value, list):
            for each in value:
                yield from _texts_in(each, f"{name}{each['id']}.")
        elif key in LANGUAGES and isinstance(value, str):
            yield name.rstrip("."), key, value


def sentences(text: str) -> list[list[str]]:
    """Words of each sentence; what is filled in counts as one short word, an address as none."""
    plain = NOT_AN_END.sub(r"\1", ADDRESS.sub("", PLACEHOLDER.sub("dette", text)))
    return [words for part in END.split(plain) if (words := WORD.findall(part))]


def lix(text: str) -> float:
    found = sentences(text)
    words = [word for sentence in found for word in sentence]
    return len(words) / len(found) + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)


def judged() -> list[tuple[str, str, str]]:
    """The texts that are long enough to be judged."""
    return [(name, language, text) for name, language, text in texts() if sum(map(len, sentences(text))) >= WORDS_TO_JUDGE]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_on_average_the_texts_read_like_a_newspaper_at_most(file: str, language: str) -> None:
    scores = [lix(text) for name, spoken, text in judged() if name.startswith(file) and spoken == language]

    assert mean(scores) <= MEAN_LIX


def test_no_text_reads_like_a_statute() -> None:
    hard = [
        f"{name} {language}: {lix(text):.0f}"
        for name, language, text in judged()
        if lix(text) > HIGHEST_LIX and name not in MOSTLY_ADDRESSES
    ]

    assert not hard, "\n".join(hard)


def test_no_sentence_is_longer_than_twenty_five_words() -> None:
    long = [
        f"{name} {language}: {len(sentence)} words: {' '.join(sentence)}"
        for name, language, text in texts()
        for sentence in sentences(text)
        if len(sentence) > LONGEST_SENTENCE
    ]

    assert not long, "\n".join(long)


def test_no_word_of_offices_is_used() -> None:
    stiff = [
        f"{name} {language}: {word}"
        for name, language, text in texts()
        for word in OFFICE_WORDS[language]
        if re.search(rf"\b{word}\b", text, re.IGNORECASE)
    ]

    assert not stiff, "\n".join(stiff)


def test_lix_of_a_known_text() -> None:
    """Ten words in two sentences, three of them long: 5 + 30."""
    assert lix("Vi sletter opplysningene dine nå. Du får svar i morgentimene.") == 35


def test_a_date_or_an_article_ends_no_sentence() -> None:
    assert len(sentences("Grunnlaget er art. 6 nr. 1 bokstav c. Du får svar 1. mars.")) == 2
