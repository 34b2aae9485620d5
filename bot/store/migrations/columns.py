"""Columns as every migration writes them. `before` is what rows get that were there before the column."""

from datetime import date, datetime

import sqlalchemy as sa


def text(name: str, *, is_optional: bool = False, before: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=is_optional, server_default=before)


def number(name: str, *, is_optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=is_optional)


def flag(name: str, *, is_optional: bool = False) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=is_optional)


def moment(name: str, *, is_optional: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=is_optional)


def day(name: str, *, is_optional: bool = False, before: str | None = None) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), nullable=is_optional, server_default=before)


def json(name: str, *, is_optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=is_optional)


def data(name: str, *, is_optional: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=is_optional)
