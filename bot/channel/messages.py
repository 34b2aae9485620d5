"""The shape of messages on the wire, and the check of what comes in (DESIGN section 6)."""

import json
import re
import unicodedata
from dataclasses import dataclass

from bot.channel.problems import LONGEST_ID, Problem
from bot.store.tables import ChatMessage

LONGEST_MESSAGE = 2_000
LARGEST_BODY = 64 * 1024

_SURROGATES = re.compile("[\ud800-\udfff]")
_KEPT_CONTROLS = frozenset("\n\t")


@dataclass(frozen=True)
class Incoming:
    """A visitor's message: the client's own id for it, and the text."""

    id: str
    text: str


def shown(message: ChatMessage) -> dict[str, object]:
    """The message as every client gets it; `id` stands on the visitor's own alone."""
    body: dict[str, object] = {
        "seq": message.seq,
        "from": message.sender,
        "text": message.text,
        "lang": message.language,
        "at": message.at.isoformat().replace("+00:00", "Z"),
        "intent": message.intent,
        "cites": message.cites,
        "asks": message.asks,
        "options": message.options,
        "ticket": message.ticket,
    }
    if message.client_id is not None:
        body["id"] = message.client_id
    return body


def parsed(body: bytes | str) -> dict[str, object]:
    """A JSON object; raises Problem for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "Not JSON", "The body must be a JSON object in UTF-8.") from error
    if not isinstance(value, dict):
        raise Problem(400, "Not an object", "The body must be a JSON object.")
    return value


def incoming(body: dict[str, object]) -> Incoming:
    """The message in the body; raises Problem when id or text will not do."""
    client_id, text = body.get("id"), body.get("text")
    if not isinstance(client_id, str) or not client_id.strip() or len(client_id) > LONGEST_ID or not client_id.isprintable():
        raise Problem(422, "Bad id", f"`id` must be a text of 1 to {LONGEST_ID} printable characters, new for each message.")
    if not isinstance(text, str):
        raise Problem(422, "Bad text", "`text` must be a text.")
    clean = cleaned(text)
    if not clean:
        raise Problem(422, "Empty message", "The message is empty.")
    if len(clean) > LONGEST_MESSAGE:
        raise Problem(
            413,
            "Message too long",
            f"The message has {len(clean)} characters; {LONGEST_MESSAGE} fit. Please shorten it, or send it in parts.",
            more={"limit": LONGEST_MESSAGE},
        )
    return Incoming(client_id, clean)


def cleaned(text: str) -> str:
    """Without what no screen shows: control characters and halves of characters; blanks at the ends go too.

    A control character leaves a blank, so that what stood on both sides of it never grows together to another address.
    """
    whole = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(mark if mark in _KEPT_CONTROLS or unicodedata.category(mark) != "Cc" else " " for mark in whole).strip()
