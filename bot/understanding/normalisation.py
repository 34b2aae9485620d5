"""From what was typed to plain lower-case words, in linear time, whatever was typed.

Only the first `MOST_LETTERS` count: a channel takes 2,000 characters, and the beginning says what is wanted.
"""

import re
import unicodedata

MOST_LETTERS = 2_400
LONGEST_WORD = 60

# One placeholder each, so that a stranger's address or number never looks like an unknown word.
EMAIL, NUMBER, REFERENCE, QUESTION = "<email>", "<number>", "<reference>", "?"

_TOKENS = re.compile(
    r"(?P<email>[^\s@<>()]{1,64}@[^\s@<>()]{1,190})"
    r"|(?P<reference>\b[a-z]{3}[- ]?\d{4}[- ]\d{4}\b)"
    r"|(?P<number>\d{4,})"
    r"|(?P<word>[^\W_]+(?:[-'][^\W_]+)*)"
    r"|(?P<question>\?)"
)
_PLACEHOLDERS = {"email", "number", "reference"}
# A text without any of these has no placeholders, and its words are found in half the time.
_RARE = re.compile(r"@|\d{4}")
_PLAIN = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*|\?")
_THUMBS = {"👍": "ja", "👌": "ja", "✅": "ja", "👎": "nei"}
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LETTERS = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "ð": "d", "þ": "th"})
_MARKS = re.compile(r"[\u0300-\u036f]{3,}")


def cleaned(text: str) -> str:
    """The beginning of the text in NFKC without what cannot be seen; case and punctuation stay."""
    # Letters stacked with hundreds of marks would make NFKC quadratic, so they go first.
    text = _MARKS.sub("", text[:MOST_LETTERS])
    text = unicodedata.normalize("NFKC", text)[:MOST_LETTERS]
    if text.isprintable():
        return text.translate(_LETTERS)
    return "".join(
        " " if letter in "\n\r\t" else letter
        for letter in text.translate(_LETTERS)
        if letter in "\n\r\t" or unicodedata.category(letter) not in _UNSEEN
    )


def words_of(text: str) -> list[str]:
    """Lower-case words of a cleaned text, "?" kept; placeholders for addresses, long numbers, references.

    A text without any is its thumbs: up is a yes, down a no.
    """
    words: list[str] = []
    for token in _tokens(_REPEATED.sub(r"\1\1", text.lower())):
        if token.isalnum():
            words.append(token[:LONGEST_WORD])
        elif token == QUESTION:
            if not words or words[-1] != QUESTION:
                words.append(QUESTION)
        elif token[0] == "<":
            words.append(token)
        else:
            words.extend([part[:LONGEST_WORD] for part in token.replace("'", "").split("-") if part])
    return words or list(dict.fromkeys(_THUMBS[letter] for letter in text if letter in _THUMBS))


def _tokens(text: str) -> list[str]:
    if not _RARE.search(text):
        return _PLAIN.findall(text)
    return [f"<{found.lastgroup}>" if found.lastgroup in _PLACEHOLDERS else found.group() for found in _TOKENS.finditer(text)]


def plain(text: str) -> str:
    """The text for comparing phrases: lower case, words only, single blanks."""
    return " ".join(word for word in words_of(cleaned(text)) if word != QUESTION)


_SKELETON = str.maketrans(
    {
        "æ": "a",
        "ä": "a",
        "å": "a",
        "ø": "o",
        "ö": "o",
        "é": "e",
        "è": "e",
        "ê": "e",
        "ó": "o",
        "ò": "o",
        "ü": "y",
    }
)
_DOUBLE = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """The word as a foreign keyboard has it: ae and æ, oe and ø, aa and å alike, double letters single."""
    return _DOUBLE.sub(r"\1", word.replace("ae", "a").replace("oe", "o").translate(_SKELETON))
