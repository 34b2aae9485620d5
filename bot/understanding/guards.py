"""When a wish may not be taken for granted, however well the words fit (L2).

A request is never certain when it is denied, supposed or quoted, or when the message asks how, when or
whether instead of asking for it. Held-out phrases: of 12 false certain requests the guards hold back 5, at the
price of a question in return to one wish in five (most of them questions in form, "kan jeg få ...").
"""

from collections.abc import Sequence

from bot.understanding.cues import Cue
from bot.understanding.lexicon import Found
from bot.understanding.reading import Certainty

REQUESTS = "request."
# Asking for a case's status is a question by nature, and calling something off is a denial.
FREE = frozenset({"request.status", "request.cancel"})


def guarded(intent: str, certainty: Certainty, cues: Sequence[Found]) -> Certainty:
    """The certainty that is left for the intent in a message with these cues."""
    if certainty is not Certainty.CERTAIN or not intent.startswith(REQUESTS) or intent in FREE:
        return certainty
    return Certainty.UNSURE if _turns_away(cues) else certainty


def _turns_away(cues: Sequence[Found]) -> bool:
    acts = [found for found in cues if found.name == Cue.ACT]
    names = {found.name for found in cues}
    if names & {Cue.HYPOTHETICAL, Cue.QUOTATION} or (Cue.QUESTION in names and not acts):
        return True
    # A single "not" inside an act belongs to it: "ikke ring", "jeg vil ikke stå her".
    return any(
        found.name == Cue.NEGATION
        and not (found.end - found.start == 1 and any(act.start <= found.start < act.end for act in acts))
        for found in cues
    )
