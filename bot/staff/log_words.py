"""What an entry of the log says, in words."""

from datetime import date

from bot.staff.urgency import weekday_date
from bot.staff.wordbook import Words

_GROUPS = ("outcome", "status", "approval_action", "role")


def told(action: str, result: str, words: Words) -> str:
    """ "Lukket saken: innfridd". `result` is as in the log, a colleague's name for their id, or a sign for all of them."""
    key = f"history.{action}"
    return words(key if key in words else "history.other", result=_result(action, result, words), action=action)


def _result(action: str, result: str, words: Words) -> str:
    if action == "case.extended" and (day := find_day(result)) is not None:
        return weekday_date(day, words)
    return next((words(f"{group}.{result}") for group in _GROUPS if f"{group}.{result}" in words), result)


def named(actor: str, words: Words) -> str:
    """Who it was: the name of a colleague as it is, or the word for the requester, the service or the operator."""
    return words(f"actor.{actor}") if f"actor.{actor}" in words else actor


def find_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
