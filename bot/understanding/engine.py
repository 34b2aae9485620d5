"""The one door to understanding: `Understanding.load(...)` once, then `.read(text)` for each message.

Pure after loading: the same folders and the same message give the same reading, whatever came before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.content import Language
from bot.understanding import thresholds
from bot.understanding.circumstances import Circumstances, read_circumstances
from bot.understanding.cues import Cue
from bot.understanding.followups import Followups, read_followups
from bot.understanding.guards import REQUESTS, guarded, marks_of
from bot.understanding.judging import Guess
from bot.understanding.learning import learn_folders
from bot.understanding.lexicon import Found
from bot.understanding.model import Model
from bot.understanding.normalisation import cleaned, plain, words_of
from bot.understanding.preparation import Preparation, Prepared
from bot.understanding.ranking import StatementIndex
from bot.understanding.reading import OUT_OF_SCOPE, Candidate, Certainty, Part, RankedStatement, Reading
from bot.understanding.splitting import Piece, pieces_of
from bot.understanding.stories import Heard, wishes_in, without_story

MOST_PARTS = 5
# Topics that a message without a subject can continue.
TOPICS = ("policy.", "gap.")
SMALL_TALK = "chat."
# The score of a message read in the light of the last topic: a rule has no margin to fit a probability on.
FOLLOWING = 0.9
# The score of a message that is a phrase to the letter: somebody wrote down what it means.
EXACT = 0.99


@dataclass(frozen=True)
class Understanding:
    """Everything learnt from one folder of intents and one of policy."""

    preparation: Preparation
    model: Model
    index: StatementIndex
    circumstances: Circumstances
    followups: Followups

    @classmethod
    def load(cls, intents_dir: Path, policy_dir: Path, cache_dir: Path | None = None) -> "Understanding":
        """Reads and learns both folders; raises ContentError. A cache folder spares unchanged content the learning."""
        preparation, model, index = learn_folders(intents_dir, policy_dir, cache_dir)
        return cls(preparation, model, index, read_circumstances(intents_dir), read_followups(intents_dir))

    def read(self, text: str, *, topic: str | None = None, last_language: Language | None = None) -> Reading:
        """What the message means; never raises, whatever the text. `topic` is the intent answered last."""
        clean = cleaned(text)
        prepared = self.preparation.prepare(clean, last_language)
        cues = self.preparation.cues.in_words(prepared.words)
        cues += marks_of(text)
        whole, ranked = self._whole(text, prepared, cues)
        following = self._follow(text, topic, whole)
        parts = (following,) if following else self._pieces(text, clean, prepared.language, whole, cues)
        first = parts[0]
        return Reading(
            text=text,
            language=prepared.language,
            intent=first.intent,
            score=first.score,
            certainty=first.certainty,
            candidates=first.candidates,
            statements=ranked,
            parts=parts,
            circumstances=self.circumstances.of_text(text),
            follows_topic=following is not None,
        )

    def _whole(self, text: str, prepared: Prepared, cues: Sequence[Found]) -> tuple[Part, tuple[RankedStatement, ...]]:
        """The message as one part, and the statements nearest to it."""
        guesses, aspect = self._guess(prepared)
        part = _part(text, guesses, aspect)
        if part.score != EXACT:
            part = self._guarded(part, cues, cues)
        return part, self.index.ranked(prepared.tokens, prepared.language, guesses, aspect)

    def _guarded(self, part: Part, own: Sequence[Found], whole: Sequence[Found]) -> Part:
        """A folder without cues holds nothing back."""
        return guarded(part, own, whole) if self.preparation.cues.lexicon else part

    def _guess(self, prepared: Prepared) -> tuple[list[Guess], str]:
        vector = self.model.features.vector(prepared.tokens)
        guesses = self.model.guesses(prepared.tokens, vector)
        meant = self.model.meaning_of(prepared.tokens.words)
        if meant is not None:
            others = [guess for guess in guesses if guess.intent != meant[0]]
            return [
                Guess(meant[0], EXACT),
                *(guess._replace(score=guess.score * (1 - EXACT)) for guess in others[:4]),
            ], meant[1]
        best = next((guess.intent for guess in guesses if guess.intent != OUT_OF_SCOPE), OUT_OF_SCOPE)
        return guesses, self.model.aspect(best, vector)

    def _pieces(self, text: str, clean: str, language: Language, whole: Part, cues: Sequence[Found]) -> tuple[Part, ...]:
        """The questions and wishes of the message in its order; the whole message when it is only one."""
        pieces = pieces_of(clean, self.preparation.cues.conjunctions)
        if len(pieces) == 1:
            return (whole,)
        heard: list[Heard] = []
        last: str | None = None
        for piece in pieces:
            prepared = self.preparation.prepare_words(words_of(piece.text), language)
            part = self._piece(piece, prepared, cues)
            part = self._follow(piece.text, last, part) or part
            if part.intent == OUT_OF_SCOPE or part.score < thresholds.PIECE:
                continue
            last = part.intent
            found = (*self.preparation.cues.in_words(prepared.words), *marks_of(piece.text))
            heard.append(Heard(part, frozenset(one.name for one in found)))
        weighty = [part for part in _best_of_each(without_story(heard)) if not part.intent.startswith(SMALL_TALK)]
        if len(weighty) > 1:
            return tuple(weighty[:MOST_PARTS])
        if len(weighty) == 1 and whole.certainty is not Certainty.CERTAIN:
            only = replace(weighty[0], text=text)
            if only.intent == whole.intent or (only.score == EXACT and only.certainty is Certainty.CERTAIN):
                return (only,)
            # A wish among other words, or any request among strange ones, is asked about, not lost (R1).
            if only.intent in wishes_in(heard) or (whole.certainty is Certainty.UNKNOWN and only.intent.startswith(REQUESTS)):
                return (replace(only, certainty=Certainty.UNSURE),)
        return (whole,)

    def _piece(self, piece: Piece, prepared: Prepared, cues: Sequence[Found]) -> Part:
        part = _part(piece.text, *self._guess(prepared))
        if not part.intent.startswith(REQUESTS):
            return part
        own = [*self.preparation.cues.in_words(words_of(piece.sentence)), *marks_of(piece.sentence)]
        if part.score == EXACT:
            # The other matter stands in another piece: "slett meg, passordet mitt er ...".
            own = [found for found in own if found.name != Cue.MATTERS]
        return self._guarded(part, own, cues)

    def _follow(self, text: str, topic: str | None, alone: Part) -> Part | None:
        """A message that means something only after the topic; None when it has a subject of its own."""
        if topic is None or not topic.startswith(TOPICS) or topic not in self.model.intents:
            return None
        words = plain(text)
        intent = self.followups.intent_of(words)
        if intent in self.model.intents:
            return _following(text, intent, "")
        rest = self.followups.rest_of(words)
        if rest is None or alone.certainty is Certainty.CERTAIN:
            return None
        prepared = self.preparation.prepare_words(words_of(rest), self.preparation.prepare(cleaned(text)).language)
        guesses, _ = self._guess(prepared)
        if guesses[0].intent != OUT_OF_SCOPE and guesses[0].score >= thresholds.CERTAIN:
            return None
        return _following(text, topic, self.model.aspect(topic, self.model.features.vector(prepared.tokens)))


def _best_of_each(parts: Iterable[Part]) -> list[Part]:
    """Of the parts of the same intent the likeliest, in the order of the intents' first."""
    best: dict[str, Part] = {}
    for part in parts:
        if part.intent not in best or part.score > best[part.intent].score:
            best[part.intent] = part
    return list(best.values())


def _following(text: str, intent: str, aspect: str) -> Part:
    return Part(text, intent, aspect, FOLLOWING, Certainty.CERTAIN, (Candidate(intent, FOLLOWING),))


def _part(text: str, guesses: Sequence[Guess], aspect: str) -> Part:
    candidates = tuple(Candidate(guess.intent, round(guess.score, 4)) for guess in guesses)
    strange = next((guess.score for guess in guesses if guess.intent == OUT_OF_SCOPE), 0.0)
    best = next((one for one in candidates if one.intent != OUT_OF_SCOPE), None)
    if best is None or strange > thresholds.STRANGE:
        return Part(text, OUT_OF_SCOPE, "", round(strange, 4), Certainty.UNKNOWN, candidates)
    certainty = Certainty.CERTAIN if best.score >= thresholds.CERTAIN else Certainty.UNSURE
    behind = tuple(one for one in candidates if one is not best)
    return Part(text, best.intent, aspect, best.score, certainty, (best, *behind))
