"""What the dialogue must know of the content, without reading it: which next step an answer offers."""

from typing import Protocol

QUESTION = "question"
"""The offer to pass the visitor's question on to a person."""

WITHDRAW = "withdraw:"
"""An offer or choice that begins so takes back the case whose id follows."""


class Catalogue(Protocol):
    """The intents that have answers."""

    def offer_after(self, intent: str, aspect: str) -> str | None:
        """The one next step after this answer: an intent to start, `QUESTION`, or none."""
