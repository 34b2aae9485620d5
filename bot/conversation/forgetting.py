"""What a chat remembers after a long silence: a request on its way, and nothing else (D1)."""

from dataclasses import replace

from bot.conversation.answering import listening
from bot.conversation.state import Conversation, Step

ON_ITS_WAY = frozenset({Step.AWAITING_CONFIRMATION, Step.AWAITING_ADDRESS, Step.AWAITING_CODE})


def after_silence(conversation: Conversation) -> Conversation:
    """The state to go on from; what was just being talked about is forgotten, and so is whose mailbox was shown."""
    kept = conversation if conversation.step in ON_ITS_WAY else listening(conversation)
    return replace(kept, topic=None, misses=0, proofs=())
