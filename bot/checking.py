"""`python -m bot check`: reads the content as the service would, asks for what the service needs, runs its test sentences.

Every fault names file and remedy in one line, because its reader owns words, not code.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.answers.policybook import FACTS, FINDINGS, GAP_IDS, NOT_SECTIONS, PolicyBook
from bot.answers.topics import Topics
from bot.answers.wording import Replies
from bot.content import ContentError, Wording, read_table
from bot.contents import Contents, read_contents
from bot.conversation.replies import reply_keys
from bot.desk.record import record_of
from bot.settings import Settings
from bot.understanding.checking import misreadings
from bot.understanding.faults import faults
from bot.understanding.phrasebook import read_phrasebook

FINDING_IDS = tuple(f"I{number}" for number in range(1, 12))


@dataclass(frozen=True)
class Report:
    """`lines` tell what reaches what; `faults` is empty when the content is fit to serve."""

    lines: tuple[str, ...]
    faults: tuple[str, ...]


def check(settings: Settings) -> Report:
    """Everything that can be said about both folders."""
    try:
        contents = read_contents(settings)
    except ContentError as error:
        return Report((), (str(error),))
    book = read_phrasebook(settings.intents_dir)
    reached = reached_by(contents.topics, contents.policy)
    found: list[ContentError] = [
        *faults(book),
        *_faults_of_replies(settings, contents.replies),
        *_faults_of_policy(settings, contents.policy, reached),
        *_faults_of_findings(settings),
        *_faults_of_record(settings, contents.policy),
    ]
    misread = [
        f"{one.file}: {one.sentence!r} is read as {one.got}, not as {one.wanted}. "
        "Add phrases like it to the right intent, or correct the sentence."
        for one in misreadings(contents.understanding, book)
    ]
    return Report(tuple(_coverage(contents, reached)), (*map(str, found), *misread))


def reached_by(topics: Topics, policy: PolicyBook) -> Mapping[str, tuple[str, ...]]:
    """For each statement, fact and gap the intents whose answer holds it, as `intent` or `intent#aspect`."""
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for (intent, aspect), topic in topics.by_name.items():
        name = f"{intent}#{aspect}" if aspect else intent
        statements = set(topic.answer)
        for gap in topic.gaps:
            reached[gap].add(name)
            found = policy.gaps[gap]
            statements |= {*found.nearest, *found.law, *found.assistant}
        for statement in statements:
            reached[statement].add(name)
            for fact in policy.statements[statement].facts:
                reached[fact].add(name)
    return {key: tuple(sorted(names)) for key, names in reached.items()}


def _coverage(contents: Contents, reached: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    yield f"{len(contents.policy.statements)} statements, {len(contents.topics.intents())} intents, {len(contents.replies.by_key)} replies"
    for name in (*FACTS, *GAP_IDS):
        yield f"{name}  {' '.join(reached.get(name, ())) or '(nobody)'}"


def _faults_of_replies(settings: Settings, replies: Replies) -> Iterable[ContentError]:
    for key in sorted(replies.by_key.keys() - reply_keys()):
        yield ContentError(settings.intents_dir / "replies.toml", key, "is said by nobody", "Remove it, or correct its name.")


def _faults_of_policy(settings: Settings, policy: PolicyBook, reached: Mapping[str, tuple[str, ...]]) -> Iterable[ContentError]:
    folder = settings.policy_dir
    for name in sorted(policy.statements.keys() - reached.keys()):
        file = folder / f"{policy.statements[name].section}.toml"
        yield ContentError(file, name, "is a statement nobody reaches", "Quote it in the `answer` of an intent, or remove it.")
    stated = {fact for statement in policy.statements.values() for fact in statement.facts}
    for fact in sorted(set(FACTS) - stated):
        yield ContentError(folder, fact, "is a fact of the declaration that no statement gives", "Add a statement for it.")
    for gap in GAP_IDS:
        if gap not in policy.gaps:
            yield ContentError(folder / "gaps.toml", gap, "is missing", f'Add [[gaps]] with id = "{gap}".')
        elif gap not in reached:
            yield ContentError(folder / "gaps.toml", gap, "is a gap nobody reaches", "Name it in the `gaps` of an intent.")
    for section in sorted({one.section for one in policy.statements.values()} - NOT_SECTIONS - set(policy.sections)):
        yield ContentError(folder / f"{section}.toml", "order", "is missing", "Say where the section stands.")


def _faults_of_record(settings: Settings, policy: PolicyBook) -> Iterable[ContentError]:
    """The record of processing is read on demand; a slip in it is found here first."""
    try:
        record_of(settings, policy.facts)
    except ContentError as error:
        yield error


def _faults_of_findings(settings: Settings) -> Iterable[ContentError]:
    """The findings are for the privacy officer; the program only sees to it that each is there, in both languages."""
    file = settings.policy_dir / f"{FINDINGS}.toml"
    try:
        table = read_table(file)
        found = set()
        for entry in table.tables("findings"):
            found.add(entry.text("id"))
            Wording(entry.text("nb"), entry.text("nb"), entry.text("en"))
            entry.reject_unknown_keys()
        table.reject_unknown_keys()
    except ContentError as error:
        yield error
        return
    for name in FINDING_IDS:
        if name not in found:
            yield ContentError(file, name, "is missing", f'Add [[findings]] with id = "{name}".')
