"""From the outbox to the mail server.

A letter is written in the transaction of the turn that wants it, so it exists exactly when that turn does. It is then
sent exactly once as far as SMTP allows:

1. Before sending, a process claims the letter for `LEASE` and goes on claiming it while the server takes its time; no
   other process sends it meanwhile. A process that dies leaves it to the others when the lease ends.
2. After the server took it over, that is written down at once, and again until it is, before anything else is claimed.
3. What remains is a process that dies, or a connection that breaks, between the server's yes and our note of it: the
   letter goes out once more, with the same Message-ID and Date, so that mailboxes can show one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.mail.letter_kinds import LetterKind
from bot.mail.postman import NotDelivered, OutgoingLetter, Postman
from bot.outside import Clock, Tokens
from bot.store.database import Database
from bot.store.letters import Letters
from bot.store.tables import Letter

log = logging.getLogger(__name__)

AT_ONCE = 8
LEASE = timedelta(seconds=40)
RENEW_SECONDS = 10.0
POLL_SECONDS = 1.0
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=4)
GIVES_UP_AFTER = timedelta(days=3)
CODE_GIVES_UP_AFTER = timedelta(minutes=10)
"""A dead code in the mailbox is worse than none (E3)."""
CODES = frozenset({LetterKind.CODE, LetterKind.COPY_CODE})
OPENS_SOMETHING = CODES | {LetterKind.COPY_READY}
"""What holds a code or the token of a link, of which the database keeps digests alone (E6, A12)."""


Note = Callable[[Letters], Awaitable[None]]
"""Writes down what became of one try; doing it twice does no harm."""


class Outbox:
    """Delivers what is due. Several processes may run one each over the same database."""

    def __init__(self, database: Database, postman: Postman, clock: Clock, tokens: Tokens, *, keep_text: bool = False) -> None:
        """`keep_text` leaves codes readable after delivery; for the demo mailbox alone."""
        self._database, self._postman, self._clock, self._tokens = database, postman, clock, tokens
        self._keep_text = keep_text
        self._work = asyncio.Event()
        self._is_stopping = False
        self._unnoted: list[Note] = []
        self._noting = asyncio.Lock()

    def notify(self) -> None:
        """Something may be due; call it after a commit."""
        self._work.set()

    def stop(self) -> None:
        """Lets `run` end after the letters it has in hand; the rest waits for the next start."""
        self._is_stopping = True
        self._work.set()

    async def run(self) -> None:
        """Delivers until stopped: at once when notified, otherwise looking every second. No error ends it."""
        while not self._is_stopping:
            self._work.clear()
            try:
                await self.deliver_due()
            except Exception as error:  # noqa: BLE001 - the loop's one catch-all: mail goes on when the database is back
                log.error("the outbox could not be worked on: %s", type(error).__name__)
            try:
                async with asyncio.timeout(POLL_SECONDS):
                    await self._work.wait()
            except TimeoutError:
                continue

    async def deliver_due(self) -> int:
        """Tries every letter that is due now; how many the server took over."""
        await self._note()
        delivered = 0
        while not self._is_stopping and (letters := await self._claim()):
            delivered += await self._deliver_all(letters)
        return delivered

    async def _claim(self) -> tuple[Letter, ...]:
        now = self._clock()
        async with self._database.reading() as records:
            if not await records.letters.is_any_due(now):
                return ()
        async with self._database.transaction() as records:
            return await records.letters.claim_due(now, now + LEASE, AT_ONCE)

    async def _deliver_all(self, letters: tuple[Letter, ...]) -> int:
        tries = {asyncio.create_task(self._deliver(letter)): letter.id for letter in letters}
        pending = set(tries)
        try:
            while pending:
                _, pending = await asyncio.wait(pending, timeout=RENEW_SECONDS)
                await self._renew([tries[task] for task in pending])
        finally:
            for task in pending:
                task.cancel()
        ended = await asyncio.gather(*tries, return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error
        return ended.count(True)

    async def _renew(self, letter_ids: list[str]) -> None:
        """Keeps letters that the server is still busy with from other processes."""
        if not letter_ids:
            return
        try:
            async with self._database.transaction() as records:
                await records.letters.extend_claim(letter_ids, self._clock() + LEASE)
        except (SQLAlchemyError, OSError) as error:
            log.warning("claims could not be renewed: %s", type(error).__name__)

    async def _deliver(self, letter: Letter) -> bool:
        is_delivered = False
        try:
            await self._postman.send(_outgoing(letter))
        except NotDelivered as failure:
            note = self._failed(letter, failure)
        except Exception as error:  # noqa: BLE001 - a fault in one letter must not hold up the others
            log.error("letter %s: %s", letter.id, type(error).__name__)
            note = self._failed(letter, NotDelivered(type(error).__name__, permanent=False))
        else:
            is_delivered = True
            note = self._sent(letter)
        self._unnoted.append(note)
        await self._note()
        return is_delivered

    async def _note(self) -> None:
        """Writes down every try that is not yet; those that end while another is written down share the next transaction."""
        async with self._noting:
            notes = tuple(self._unnoted)
            if not notes:
                return
            async with self._database.transaction() as records:
                for note in notes:
                    await note(records.letters)
            self._unnoted = [note for note in self._unnoted if note not in notes]

    def _sent(self, letter: Letter) -> Note:
        at, empties = self._clock(), self._empties(letter)
        return lambda letters: letters.mark_sent(letter.id, at, empties_text=empties)

    def _failed(self, letter: Letter, failure: NotDelivered) -> Note:
        now, empties = self._clock(), self._empties(letter)
        patience = CODE_GIVES_UP_AFTER if letter.kind in CODES else GIVES_UP_AFTER
        again_at = now + self.delay(letter.tries)
        if failure.permanent or again_at > letter.written_at + patience:
            log.warning("letter %s: given up, try %d, permanent: %s: %s", letter.id, letter.tries, failure.permanent, failure.cause)
            return lambda letters: letters.mark_failed(letter.id, now, failure.reason, empties_text=empties)
        log.warning("letter %s: not delivered, try %d: %s", letter.id, letter.tries, failure.cause)
        return lambda letters: letters.postpone(letter.id, again_at, failure.reason)

    def delay(self, tries: int) -> timedelta:
        """How long to wait after that many tries: 30 s at least, doubling to 4 h at most, spread over its upper half."""
        longest = min(FIRST_DELAY * (1 << min(tries, 20)), LONGEST_DELAY)
        return longest / 2 + longest / 2 * self._tokens.fraction()

    def _empties(self, letter: Letter) -> bool:
        return letter.kind in OPENS_SOMETHING and not self._keep_text


def _outgoing(letter: Letter) -> OutgoingLetter:
    return OutgoingLetter(
        id=letter.id,
        kind=letter.kind,
        to=letter.recipient,
        subject=letter.subject,
        text=letter.text,
        language=letter.language,
        written_at=letter.written_at,
    )
