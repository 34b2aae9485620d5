"""Demo mode's own pages: a company's site with the widget on it, and a mailbox with every letter that was sent.

They exist only without a mail server, and then only this machine reaches the service (settings see to that).
"""

import re
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from bot.answers.dates import oslo_date, written_date, written_time
from bot.channel.pages import Pages
from bot.channel.visitors import language_of
from bot.content import Language, Table, read_table
from bot.contents import Library
from bot.desk.letter_states import ended_at, state_of
from bot.settings import Settings
from bot.store.database import Database
from bot.store.tables import Letter

LETTERS_A_PAGE = 50
_LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class DemoWords:
    """The pages' own words in the reader's language."""

    by_key: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return self.by_key[key]


@dataclass(frozen=True)
class SitePage:
    language: Language
    words: DemoWords
    company: str
    email: str
    phone: str
    address: str


@dataclass(frozen=True)
class Piece:
    """A part of a letter's text; `link` is set where it is an address to follow."""

    text: str
    link: str = ""


@dataclass(frozen=True)
class LetterRow:
    """`state` is a LetterState, `at` when it came to be so, `failure` what is known of why it did not arrive."""

    id: str
    recipient: str
    subject: str
    time: str
    state: str
    at: str
    failure: str
    language: str
    pieces: tuple[Piece, ...]
    is_chosen: bool


@dataclass(frozen=True)
class MailboxPage:
    language: Language
    words: DemoWords
    sender: str
    letters: tuple[LetterRow, ...]
    chosen: LetterRow | None


def demo_routes(database: Database, library: Library, settings: Settings) -> list[web.RouteDef]:
    folder = Path(__file__).parent / "demo_pages"
    pages = Pages(folder)
    words = read_table(folder / "words.toml")

    async def site(request: web.Request) -> web.Response:
        language, facts = language_of(request.query.get("lang"), request), library.contents.policy.facts
        page = SitePage(language, _words(words, language), *(facts[name] for name in ("company", "email", "phone", "address")))
        return pages.show("site.html", page)

    async def mailbox(request: web.Request) -> web.Response:
        language = language_of(request.query.get("lang"), request)
        async with database.reading() as records:
            letters = await records.letters.latest(LETTERS_A_PAGE)
        wanted = request.match_info.get("letter") or (letters[0].id if letters else "")
        rows = tuple(_row(letter, wanted, language) for letter in letters)
        chosen = next((row for row in rows if row.is_chosen), None)
        page = MailboxPage(language, _words(words, language), settings.mail_from, rows, chosen)
        return pages.show("mailbox.html", page, status=200 if chosen or not wanted else 404)

    async def style(request: web.Request) -> web.Response:
        return pages.style("demo.css")

    return [
        web.get("/", site),
        web.get("/demo/mailbox", mailbox),
        web.get("/demo/mailbox/{letter}", mailbox),
        web.get("/demo/demo.css", style),
    ]


def _words(table: Table, language: Language) -> DemoWords:
    return DemoWords({key: table.wording(key).in_language(language) for key in table.keys()})


def _row(letter: Letter, wanted: str, language: Language) -> LetterRow:
    at = ended_at(letter) or letter.written_at
    return LetterRow(
        id=letter.id,
        recipient=letter.recipient,
        subject=letter.subject,
        time=written_time(letter.written_at),
        state=state_of(letter),
        at=f"{written_date(oslo_date(at), language)}, {written_time(at)}",
        failure=letter.failure,
        language=letter.language,
        pieces=_pieces(letter.text),
        is_chosen=letter.id == wanted,
    )


def _pieces(text: str) -> tuple[Piece, ...]:
    """The text with its links apart; the template escapes both."""
    pieces, last = [], 0
    for found in _LINK.finditer(text):
        pieces += [Piece(text[last : found.start()]), Piece(found.group(), found.group())]
        last = found.end()
    return (*pieces, Piece(text[last:]))
