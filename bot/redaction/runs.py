"""Numbers as they stand in a folded text: runs of digits with separators between, and the groups of a run."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Six separators in a row still belong to one number: "018132", blank lines, "99832".
RUN = r"[0-9](?:[ \t\n\r./_,-]{0,6}+[0-9])*+"

_LEAST_DIGITS = {least: re.compile(rf"[0-9](?:[ \t\n\r./_,-]{{0,6}}+[0-9]){{{least - 1},}}+") for least in (5, 10)}
_GROUP = re.compile(r"[0-9]+")


class Group(NamedTuple):
    """Digits that touch each other."""

    start: int
    end: int
    digits: str


def find_runs(text: str, *, at_least: int) -> Iterator[tuple[int, int]]:
    """Where runs of at least 5 or 10 digits start and end."""
    for match in _LEAST_DIGITS[at_least].finditer(text):
        yield match.span()


def groups_in(text: str, start: int, end: int) -> list[Group]:
    return [Group(*match.span(), match[0]) for match in _GROUP.finditer(text, start, end)]


def shapes_of(text: str, groups: Sequence[Group]) -> set[tuple[int, ...]]:
    """The lengths of the groups as written, and with the line breaks taken out (C12)."""
    as_written = [len(group.digits) for group in groups]
    unbroken = as_written[:1]
    for earlier, later, length in zip(groups, groups[1:], as_written[1:], strict=False):
        if "\n" in text[earlier.end : later.start]:
            unbroken[-1] += length
        else:
            unbroken.append(length)
    return {tuple(as_written), tuple(unbroken)}
