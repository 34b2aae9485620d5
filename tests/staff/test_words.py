"""Every word that a page asks for is there in both languages, and none is there for nobody."""

import re
from dataclasses import fields
from pathlib import Path

from bot.answers.recordbook import OWNERS
from bot.content import Language
from bot.desk.answers import Refusal
from bot.desk.approving import Action
from bot.desk.erasing import What, Why
from bot.desk.factor import Used
from bot.desk.letter_states import LetterState
from bot.desk.passwords import PasswordFault
from bot.desk.releasing import NOT_ON_RECORD, ON_RECORD
from bot.desk.roles import Role
from bot.desk.staffing import StaffRefusal
from bot.mail.letter_kinds import LetterKind
from bot.proof import WHOLE
from bot.rounds.retention import Purged
from bot.staff.breaches_page import MOMENTS, TEXTS
from bot.staff.figures_page import BREACH_COLUMNS, COLUMNS
from bot.staff.listing import Listing
from bot.staff.log_details import PLACES
from bot.staff.urgency import Level
from bot.staff.waiting import CLAIMS
from bot.staff.wordbook import ALONE, Wordbook, read_wordbook
from bot.store.chain import Damage
from bot.tickets.breaches import BreachFault, Decision
from bot.tickets.checklist import Result
from bot.tickets.extension import ExtensionGround
from bot.tickets.grounds import Ground
from bot.tickets.keeping import Rule
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Fault, Outcome
from bot.tickets.registration import Channel, Delivery, IdentityCheck, RegistrationFault
from bot.tickets.reminders import TARGET
from bot.tickets.restricting import COPIED_FIRST, RestrictionGround
from bot.tickets.statuses import Status
from bot.understanding.reading import Circumstance
from bot.verification.challenge import Verdict
from bot.verification.limits import Which

STAFF = Path(__file__).parents[2] / "bot" / "staff"
ASKED = re.compile(r"""\bw(?:ords)?(?:\.counted)?\(\s*["']([a-z_]+\.[a-z_.]+)["']""")
BY_VALUE = {
    "kind": Kind,
    "status": Status,
    "outcome": Outcome,
    "outcome_hint": [one for one in Outcome if one is not Outcome.UNVERIFIED],
    "ground": Ground,
    "channel": Channel,
    "delivery": Delivery,
    "identity": IdentityCheck,
    "register_fault": RegistrationFault,
    "finish": [f"{name}{part}" for name in ("forwarded_to", "merged_into") for part in ("", "_hint")],
    "breach_decision": Decision,
    "breach_fault": BreachFault,
    "breach": [*(f"{name}{part}" for name in TEXTS for part in ("", "_hint")), *MOMENTS],
    "register": ["received", "words", "address", "postal_address"],
    "extension_ground": ExtensionGround,
    "extension_ground_hint": ExtensionGround,
    "fault": Fault,
    "refusal": [one for one in Refusal if one is not Refusal.UNLAWFUL],
    "level": Level,
    "approval_action": Action,
    "list": Listing,
    "list_hint": Listing,
    "letter": LetterKind,
    "circumstance": [f"{one}.{part}" for one in Circumstance for part in ("label", "advice")],
    "role": Role,
    "role_hint": Role,
    "people.refusal": [one for one in StaffRefusal if one is not StaffRefusal.UNKNOWN_ADDRESS],
    "password.problem": [one.value for one in PasswordFault] + ["wrong"],
    "language": [f"in_{one}" for one in Language],
    "weekday": [str(number) for number in range(7)],
    "result": ["open", *(one for one in Result if one is not Result.DONE), *(f"done.{kind}" for kind in Kind)],
    "erase": [
        "case_goes",
        "link",
        *(f"what.{what}" for what in What),
        *(f"stays.{why}" for why in Why),
        *(f"with.{what}.{number}" for what in ("chats", "messages", "cases") for number in ("one", "many")),
    ],
    "answer": ["link", *(f"state.{state}" for state in ("open", "to_look_at", "ready"))],
    "withhold": ["link", *(f"{name}{part}" for name in ("what", "why") for part in ("", "_hint"))],
    "files": ["link"],
    "copy": [
        "link",
        *(f"on_record_{one}{part}" for one in (ON_RECORD, NOT_ON_RECORD) for part in ("", "_hint")),
        *(f"link_{state}" for state in ("live", "used", "expired", "revoked")),
    ],
    "file_purpose": ["copy", "evidence"],
    "file_purpose_hint": ["copy", "evidence"],
    "report": [f"decision.{one}" for one in ("waiting", "approved", "rejected", "overtaken")],
    "log": [
        *(f"damage.{one}" for one in Damage),
        *(f"place.{one}" for one in PLACES),
        *(f"thing.{one}" for one in ("address", "chat", "code", "miss")),
    ],
    "waiting": [f"first.{one}" for one in (*COPIED_FIRST, CLAIMS)],
    "log_code": Verdict,
    "log_form": ["html", "json"],
    "log_found": [WHOLE, *Damage, "forged_head", "lost_head"],
    "log_limit": Which,
    "log_line": ["open", *Result],
    "log_login": ["ok", "refused", "password", "code", *Used],
    "log_mark": [TARGET],
    "log_reason": ["alone", "withdrawn_by_the_requester", "withdrawn_before_verification"],
    "log_removed": ["nothing", *What, *(one.name for one in fields(Purged))],
    "log_role_before": Role,
    "figures": [*(f"column.{one}" for one in COLUMNS), *(f"breach.{one}" for one in BREACH_COLUMNS)],
    "record": [*(f"owner.{one}" for one in OWNERS), "company", "organisation_number", "address", "email", "phone"],
    "restriction_ground": RestrictionGround,
    "restriction_ground_hint": RestrictionGround,
    "correct": ["what", "old", "new", "link"],
    **{name: ["link"] for name in ("restrict", "lift", "stop")},
    "keeping": Rule,
    "keeping_law": Rule,
    "letter_state": [f"{state}.{part}" for state in LetterState for part in ("label", "advice")],
    "date": [f"{name}.{part}" for name in ("received", "target", "safe", "first_due", "due") for part in ("label", "hint")],
}
LOOKED_UP = (
    ALONE,
    "actor.",
    "done.",
    "breach.done.",
    "history.",
    "log_page.",
    "message.",
    "login.problem.",
    "misses.done.",
    "people.done.",
    "queue.greeting.",
    "case.claim",
    "case.take_over",
    "case.resume",
)
"""Asked for by keys that the program puts together; "is there one?" is asked first, or a page test shows it."""


def keys(wordbook: Wordbook) -> set[str]:
    return set(wordbook.by_language[Language.NB])


def asked() -> set[str]:
    texts = [file.read_text(encoding="utf-8") for kind in ("*.py", "*.html") for file in STAFF.rglob(kind)]
    literal = {key for text in texts for key in re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)+)["']""", text)}
    return {key for text in texts for key in ASKED.findall(text)} | literal


def test_every_word_that_a_page_names_is_there() -> None:
    there = keys(read_wordbook())
    named = {key for file in STAFF.rglob("*.html") for key in ASKED.findall(file.read_text(encoding="utf-8"))}

    missing = {key for key in named if key not in there and f"{key}.one" not in there}

    assert missing == set()


def test_every_value_has_its_word() -> None:
    there = keys(read_wordbook())

    missing = {f"{group}.{value}" for group, values in BY_VALUE.items() for value in values} - there

    assert missing == set()


def test_no_word_is_there_for_nobody() -> None:
    used = asked() | {f"{group}.{value}" for group, values in BY_VALUE.items() for value in values}

    unused = {key for key in keys(read_wordbook()) if key not in used and key.removesuffix(".one").removesuffix(".many") not in used}

    assert {key for key in unused if not key.startswith(LOOKED_UP)} == set()


def test_every_word_for_one_person_takes_the_place_of_another() -> None:
    there = keys(read_wordbook())

    alone = {key.removeprefix(ALONE) for key in there if key.startswith(ALONE)}

    assert alone - there == set()


def test_both_languages_use_the_same_placeholders() -> None:
    wordbook = read_wordbook()
    bokmal, english = wordbook.by_language[Language.NB], wordbook.by_language[Language.EN]

    different = [key for key in bokmal if set(re.findall(r"{\w+}", bokmal[key])) != set(re.findall(r"{\w+}", english[key]))]

    assert [key for key in different if not key.endswith(".one")] == []
