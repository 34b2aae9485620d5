"""What only people can tell of a letter: that one on paper was put in the post, and that one sent by mail came back (E17)."""

from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change
from bot.desk.texts import LONGEST_LINE_NOTE, fault_of, kept_text


async def mark_posted(desk: Desk, reference: str, person: Person, slip: Slip, letter_id: str) -> Answer:
    """The letter is on its way; said once. It makes no page grow old."""

    async def act(work: Work) -> Entry | Refused:
        if not await work.records.letters.mark_posted(letter_id, work.ticket.id, work.now):
            return Refused(Refusal.NOT_NOW)
        return Entry("case.posted", changes_case=False)

    press = Press(reference, person, slip, "posted", {"letter": letter_id}, needs_latest=False)
    return await change(desk, press, act)


async def mark_bounced(desk: Desk, reference: str, person: Person, slip: Slip, letter_id: str, note: str) -> Answer:
    """The mail server took the letter and sent it back later; said once, also of a closed case. It makes no page grow old."""

    async def act(work: Work) -> Entry | Refused:
        if (fault := fault_of(note, LONGEST_LINE_NOTE, is_needed=True)) is not None:
            return Refused(fault, "text")
        if not await work.records.letters.mark_bounced(letter_id, work.ticket.id, work.now, kept_text(note)):
            return Refused(Refusal.NOT_NOW)
        return Entry("case.bounced", changes_case=False)

    press = Press(reference, person, slip, "bounced", {"letter": letter_id, "text": note}, needs_latest=False)
    return await change(desk, press, act)
