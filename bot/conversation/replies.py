"""Every reply that the dialogue may ask for, by key. `python -m bot check` holds intents/replies.toml against this list,
both ways: a reply that nobody wrote, and one that nobody says, are faults.
"""

from bot.conversation.answering import SMALL_TALK, TO_A_PERSON
from bot.conversation.events import Delay
from bot.conversation.state import Purpose
from bot.tickets.kinds import Kind
from bot.tickets.statuses import Status

_FIXED = """
greeting notice help human masked unsure unsure_other unknown unknown_again not_answered limit.reached
label.declaration_says label.nearest label.law_gives label.law_says
option.yes option.no option.about_this_chat option.none_of_these option.new_code option.other_address
confirm.several confirm.unclear confirm.unclear_again request.not_started request.lapsed request.too_many
address.for_code address.without_code address.for_question address.refused address.unclear address.unclear_again
address.several address.malformed address.unsupported address.noted address.why choice.which
code.sent code.waiting code.wrong code.expired code.exhausted code.malformed code.none_sent code.unclear code.unclear_again
opened.verified opened.also opened.withdrawn_too opened.already opened.next question.write_it offer.question offer.message offer.declined
status.none status.extended cancel.confirm cancel.which cancel.done cancel.too_late circumstance.crisis circumstance.crisis_again
not_me.title not_me.ask not_me.done not_me.button
copy.title copy.contact copy.code_label copy.code_again copy.ready copy.code copy.file copy.dead copy.asked copy.unknown
copy.button.ready copy.button.code copy.button.file copy.button.dead
copy.problem.wait copy.problem.malformed copy.problem.wrong copy.problem.over copy.problem.closed
"""


def reply_keys() -> frozenset[str]:
    """All keys, those made from names included."""
    rights = [kind for kind in Kind if kind is not Kind.QUESTION]
    return frozenset(
        [
            *_FIXED.split(),
            *SMALL_TALK.values(),
            *(f"confirm.{kind}" for kind in Kind),
            *(f"opened.{kind}" for kind in Kind if not kind.needs_code),
            *(f"offer.request.{kind}" for kind in rights),
            *(f"status.{status}" for status in Status if status is not Status.UNVERIFIED),
            *(f"address.for_{purpose}" for purpose in Purpose if purpose is not Purpose.REQUEST),
            *(f"code.{delay}" for delay in Delay),
            *(f"circumstance.{one}" for one in TO_A_PERSON),
        ]
    )
