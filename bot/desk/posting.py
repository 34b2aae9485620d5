"""Letters on paper: people print them, put them in the post, and say so here."""

from bot.desk.answers import Answer, Person, Refusal, Refused, Slip
from bot.desk.casework import Desk, Entry, Press, Work, change


async def mark_posted(desk: Desk, reference: str, person: Person, slip: Slip, letter_id: str) -> Answer:
    """The letter is on its way; said once. It makes no page grow old."""

    async def act(work: Work) -> Entry | Refused:
        if not await work.records.letters.mark_posted(letter_id, work.ticket.id, work.now):
            return Refused(Refusal.NOT_NOW)
        return Entry("case.posted", changes_case=False)

    press = Press(reference, person, slip, "posted", {"letter": letter_id}, needs_latest=False)
    return await change(desk, press, act)
