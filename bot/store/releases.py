"""Packages that their requesters fetch: sealed, for some days and downloads, then wiped (A12)."""

from datetime import datetime

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.orm import defer
from sqlmodel import col

from bot.store.rows import Rows
from bot.store.tables import Moment, Release

_WITHOUT_CONTENT = select(Release).options(defer(Release.sealed, raiseload=True))  # type: ignore[arg-type]
LISTED = _WITHOUT_CONTENT.where(col(Release.ticket_id) == bindparam("its_case")).order_by(col(Release.made_at).desc(), col(Release.id))


class Releases:
    """Releases of one transaction. The token of a link is never stored, only its digest."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def add(self, release: Release) -> None:
        """Puts the package where its link finds it; whatever was released for the case before is revoked."""
        await self.revoke(release.ticket_id, release.made_at)
        await self._rows.add(release)

    async def find_by_digest(self, token_digest: str) -> Release | None:
        """Without its content, which may be a hundred megabytes."""
        return await self._rows.find(_WITHOUT_CONTENT.where(col(Release.token_digest) == token_digest))

    async def content_of(self, release_id: str) -> bytes | None:
        """The sealed package; None when it is wiped."""
        return await self._rows.find(select(col(Release.sealed)).where(col(Release.id) == release_id))

    async def of_ticket(self, ticket_id: str) -> tuple[Release, ...]:
        """All of a case, the newest first."""
        mine = select(Release).where(col(Release.ticket_id) == ticket_id)
        return await self._rows.all(mine.order_by(col(Release.made_at).desc(), col(Release.id)))

    async def listed(self, ticket_id: str) -> tuple[Release, ...]:
        """The same without their content."""
        return await self._rows.all(LISTED, its_case=ticket_id)

    async def take_download(self, release_id: str, now: datetime) -> bool:
        """Counts one download of a live package; of many at once no more succeed than were left."""
        live = update(Release).where(
            col(Release.id) == release_id,
            col(Release.downloads_left) > 0,
            col(Release.expires_at) > now,
            col(Release.revoked_at).is_(None),
            col(Release.wiped_at).is_(None),
        )
        first = func.coalesce(col(Release.first_download_at), literal(now, Moment()))
        return await self._rows.change(live.values(downloads_left=col(Release.downloads_left) - 1, first_download_at=first)) > 0

    async def revoke(self, ticket_id: str, at: datetime) -> int:
        """Ends every live link of the case; how many there were."""
        mine = (col(Release.ticket_id) == ticket_id, col(Release.revoked_at).is_(None), col(Release.wiped_at).is_(None))
        return await self._rows.change(update(Release).where(*mine).values(revoked_at=at))
