"""The figures on a page, tables first, and as one table to take along."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bot.answers.dates import oslo_date, written_date
from bot.content import Language
from bot.staff.case_parts import Choice
from bot.staff.frames import Frame
from bot.staff.sheets import Grid, Sheet
from bot.staff.wordbook import Words
from bot.tickets.deadlines import months_after
from bot.tickets.figures import BreachFacts, BreachFigures, CaseFacts, Figures, Share, breach_figures_of, by_kind, by_month, figures_of
from bot.tickets.grounds import Ground
from bot.tickets.kinds import Kind
from bot.tickets.outcomes import Outcome

MONTHS = 12
BREACH = "breach"
"""In the place of a kind, in the table to take along."""
_MONTH_BAR, _OUTCOME_BAR = 3, 1


@dataclass(frozen=True)
class FiguresAsked:
    """Which months, and which kind; `year` is 0 for the last twelve months."""

    today: date
    year: int = 0
    kind: str = ""

    @property
    def first(self) -> date:
        return date(self.year, 1, 1) if self.year else months_after(self.today.replace(day=1), 1 - MONTHS)

    @property
    def last(self) -> date:
        return min(self.today, date(self.year, 12, 31)) if self.year else self.today

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each, the latest first."""
        number = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        return tuple(months_after(self.first, one) for one in range(number, -1, -1))

    @property
    def csv_url(self) -> str:
        return f"/staff/figures.csv?year={self.year}" if self.year else "/staff/figures.csv"


def figures_asked_of(query: Mapping[str, str], today: date) -> FiguresAsked:
    """What makes no sense counts as not asked."""
    year, kind = query.get("year", ""), query.get("kind", "")
    is_year = year.isascii() and year.isdigit() and 2000 <= int(year[:5]) <= today.year
    return FiguresAsked(today, int(year) if is_year else 0, kind if kind in tuple(Kind) else "")


@dataclass(frozen=True)
class FiguresPage:
    template: ClassVar[str] = "figures.html"
    frame: Frame
    about: str
    years: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    sheets: tuple[Sheet, ...]
    is_empty: bool
    csv_url: str


def figures_page(
    frame: Frame,
    asked: FiguresAsked,
    cases: Sequence[CaseFacts],
    breaches: Sequence[BreachFacts],
    first_year: int,
    now: datetime,
) -> FiguresPage:
    words, today = frame.words, oslo_date(now)
    chosen = [case for case in cases if not asked.kind or case.kind == asked.kind]
    whole = figures_of(chosen, today)
    sheets = (
        Sheet("months", words("figures.by_month"), grid=_months(chosen, asked, today, words)),
        Sheet("kinds", words("figures.by_kind"), grid=_kinds(cases, today, words), none=words("report.none")),
        Sheet("outcomes", words("figures.outcomes"), grid=_outcomes(whole, words), none=words("report.none")),
        Sheet("refusals", words("figures.refusals"), _late(whole, words), grid=_refusals(whole, words), none=words("report.none")),
        Sheet("breaches", words("figures.breaches"), grid=_breaches(breaches, asked, now, words), none=words("report.none")),
    )
    return FiguresPage(
        frame=frame,
        about=words("figures.about", first=written_date(asked.first, words.language), last=written_date(asked.last, words.language)),
        years=_years(asked, first_year, words),
        kinds=(Choice("", words("queue.any_kind"), not asked.kind), *(Choice(k, words(f"kind.{k}"), k == asked.kind) for k in Kind)),
        sheets=sheets if cases or breaches else (),
        is_empty=not cases and not breaches,
        csv_url=asked.csv_url,
    )


def _years(asked: FiguresAsked, first_year: int, words: Words) -> tuple[Choice, ...]:
    years = range(asked.today.year, min(first_year, asked.today.year) - 1, -1)
    return (Choice("", words("figures.last_year"), not asked.year), *(Choice(str(year), str(year), year == asked.year) for year in years))


def _months(cases: Iterable[CaseFacts], asked: FiguresAsked, today: date, words: Words) -> Grid:
    every, months = tuple(cases), by_month(cases)
    named = [(_month(month, words), figures_of(months.get(month, ()), today)) for month in asked.months]
    return _numbers(words("figures.month"), [*named, (words("figures.together"), figures_of(every, today))], words)


def _kinds(cases: Iterable[CaseFacts], today: date, words: Words) -> Grid:
    kinds = by_kind(cases)
    return _numbers(words("queue.kind"), [(words(f"kind.{kind}"), figures_of(kinds[kind], today)) for kind in Kind if kind in kinds], words)


COLUMNS = ("received", "closed", "in_one_month", "in_three_months", "extended", "overdue", "median_days", "unproved")


def _numbers(first: str, named: Sequence[tuple[str, Figures]], words: Words) -> Grid:
    return Grid(
        columns=(first, *(words(f"figures.column.{column}") for column in COLUMNS)),
        rows=tuple((name, *_cells(one, words)) for name, one in named),
        bar_column=_MONTH_BAR,
        bars=tuple(one.in_one_month.percent for _, one in named),
        is_numbers=True,
    )


def _cells(one: Figures, words: Words) -> tuple[str, ...]:
    shares = (_share(one.in_one_month, words), _share(one.in_three_months, words))
    counts = (str(one.extended), str(one.overdue), _days(one.median_days, words.language), str(one.unproved))
    return (str(one.received), str(one.closed), *shares, *counts)


def _outcomes(whole: Figures, words: Words) -> Grid:
    found = [(outcome, whole.outcomes[outcome]) for outcome in Outcome if outcome in whole.outcomes]
    shares = [Share(number, whole.closed).percent for _, number in found]
    return Grid(
        columns=(words("report.outcome"), words("figures.number")),
        rows=tuple((words(f"outcome.{outcome}"), str(number)) for outcome, number in found),
        bar_column=_OUTCOME_BAR,
        bars=tuple(shares),
        is_numbers=True,
    )


def _refusals(whole: Figures, words: Words) -> Grid:
    found = [(ground, whole.refusals[ground]) for ground in Ground if ground in whole.refusals]
    rows = tuple((f"{words(f'ground.{ground}')} ({ground.article})", str(number)) for ground, number in found)
    return Grid((words("report.ground"), words("figures.number")), rows, is_numbers=True)


def _late(whole: Figures, words: Words) -> str:
    return words.counted("figures.late_refusals", whole.late_refusals) if whole.late_refusals else ""


BREACH_COLUMNS = ("known", "in_time", "late", "not_reported", "overdue")


def _breaches(breaches: Sequence[BreachFacts], asked: FiguresAsked, now: datetime, words: Words) -> Grid:
    found = [(month, _of_month(breaches, month, now)) for month in asked.months]
    return Grid(
        columns=(words("figures.month"), *(words(f"figures.breach.{column}") for column in BREACH_COLUMNS)),
        rows=tuple((_month(month, words), *_breach_cells(one)) for month, one in found if one.known),
        is_numbers=True,
    )


def _of_month(breaches: Iterable[BreachFacts], month: date, now: datetime) -> BreachFigures:
    return breach_figures_of((one for one in breaches if one.known_on.replace(day=1) == month), now)


def _breach_cells(one: BreachFigures) -> tuple[str, ...]:
    return tuple(str(getattr(one, column)) for column in BREACH_COLUMNS)


def _share(share: Share, words: Words) -> str:
    return "–" if share.percent is None else words("figures.share", percent=share.percent, part=share.part, whole=share.whole)


def _days(days: float | None, language: Language) -> str:
    if days is None:
        return "–"
    return f"{days:g}" if language is Language.EN else f"{days:g}".replace(".", ",")


def _month(month: date, words: Words) -> str:
    """ "november 2026"."""
    return written_date(month, words.language).split(" ", 1)[1]


TABLE = (
    *("month", "kind", "received", "closed", "in_one_month", "of", "in_three_months", "of_three"),
    *("extended", "overdue", "late_refusals", "median_days", "unproved"),
    *(f"outcome_{outcome}" for outcome in Outcome if outcome is not Outcome.UNVERIFIED),
    *(f"refused_{ground}" for ground in Ground),
    *(f"breaches_{column}" for column in BREACH_COLUMNS),
)


def table_of(cases: Sequence[CaseFacts], breaches: Sequence[BreachFacts], asked: FiguresAsked, now: datetime) -> list[tuple[str, ...]]:
    """A row for each month and kind that had a case, and one for each month that had a breach."""
    months, rows, today = by_month(cases), list[tuple[str, ...]](), oslo_date(now)
    for month in asked.months:
        name, kinds = f"{month:%Y-%m}", by_kind(months.get(month, ()))
        rows += [(name, kind, *_plain(figures_of(kinds[kind], today))) for kind in Kind if kind in kinds]
        if (breached := _of_month(breaches, month, now)).known:
            rows.append((name, BREACH, *[""] * (len(TABLE) - len(BREACH_COLUMNS) - 2), *_breach_cells(breached)))
    return rows


def _plain(one: Figures) -> tuple[str, ...]:
    return (
        *map(str, (one.received, one.closed, one.in_one_month.part, one.in_one_month.whole)),
        *map(str, (one.in_three_months.part, one.in_three_months.whole, one.extended, one.overdue, one.late_refusals)),
        f"{one.median_days:g}" if one.median_days is not None else "",
        str(one.unproved),
        *(str(one.outcomes.get(outcome, 0)) for outcome in Outcome if outcome is not Outcome.UNVERIFIED),
        *(str(one.refusals.get(ground, 0)) for ground in Ground),
        *[""] * len(BREACH_COLUMNS),
    )
