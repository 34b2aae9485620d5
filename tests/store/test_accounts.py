from datetime import datetime, timedelta

import pytest

from bot.store.accounts import AddressTaken, SessionRenewal
from bot.store.database import Database
from bot.store.records import RecordNotFound
from bot.store.tables import RecoveryCode, StaffSession
from tests.store import rows
from tests.store.rows import MONDAY

LATER = MONDAY + timedelta(minutes=10)


@pytest.fixture(autouse=True)
async def _accounts(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add(rows.account("kari", name="kari", address="Kari@QSManager.no"))
        await records.accounts.add(rows.account("per", name="Per"))


def session(token_hash: str, staff_id: str = "kari", last_at: datetime = MONDAY) -> StaffSession:
    return StaffSession(
        token_hash=token_hash,
        staff_id=staff_id,
        csrf="csrf",
        started_at=MONDAY,
        last_at=last_at,
        authenticated_at=MONDAY,
    )


async def test_an_account_is_found_whatever_the_case_of_its_address(database: Database) -> None:
    async with database.reading() as records:
        found = await records.accounts.find_by_address("KARI@qsmanager.NO")
        nobody = await records.accounts.find_by_address("ola@qsmanager.no")

    assert found is not None
    assert (found.id, found.address, nobody) == ("kari", "kari@qsmanager.no", None)


async def test_an_address_has_one_account(database: Database) -> None:
    async with database.transaction() as records:
        with pytest.raises(AddressTaken):
            await records.accounts.add(rows.account("kari-2", address="KARI@qsmanager.no"))


async def test_accounts_are_listed_by_name(database: Database) -> None:
    async with database.reading() as records:
        assert [account.id for account in await records.accounts.all()] == ["kari", "per"]


async def test_an_account_that_is_not_there(database: Database) -> None:
    async with database.transaction() as records:
        assert await records.accounts.find("ola") is None
        with pytest.raises(RecordNotFound):
            await records.accounts.get("ola")
        with pytest.raises(RecordNotFound):
            await records.accounts.set_password("ola", "hash")


async def test_a_new_password_ends_that_persons_sessions_alone(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("a"))
        await records.accounts.add_session(session("b", "per"))
        await records.accounts.set_password("kari", "new")

    async with database.reading() as records:
        assert (await records.accounts.get("kari")).password_hash == "new"
        assert await records.accounts.find_session("a") is None
        assert await records.accounts.find_session("b") is not None


async def test_the_same_password_hashed_anew_ends_no_session(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("a"))
        await records.accounts.rehash_password("kari", "stronger")

    async with database.reading() as records:
        assert (await records.accounts.get("kari")).password_hash == "stronger"
        assert await records.accounts.find_session("a") is not None


async def test_a_disabled_account_has_no_session(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("a"))
        await records.accounts.disable("kari", LATER)

    async with database.reading() as records:
        assert (await records.accounts.get("kari")).disabled_at == LATER
        assert await records.accounts.find_session("a") is None


async def test_an_account_is_enabled_again_with_its_language(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.disable("kari", LATER)
        await records.accounts.enable("kari")
        await records.accounts.set_language("kari", "en")

    async with database.reading() as records:
        account = await records.accounts.get("kari")

    assert (account.disabled_at, account.language) == (None, "en")


async def test_a_session_remembers_its_last_use_and_its_last_password(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("a"))
        await records.accounts.touch_session("a", LATER)
        touched = await records.accounts.find_session("a")
        renewed = await records.accounts.renew_session("a", SessionRenewal("b", "another", LATER))
        authenticated, old = await records.accounts.find_session("b"), await records.accounts.find_session("a")

    assert touched is not None
    assert authenticated is not None
    assert (touched.last_at, touched.authenticated_at) == (LATER, MONDAY)
    assert (authenticated.authenticated_at, authenticated.csrf, renewed, old) == (LATER, "another", True, None)


async def test_a_step_is_taken_once_and_never_an_earlier_one(database: Database) -> None:
    async with database.transaction() as records:
        taken = [await records.accounts.use_step("kari", step) for step in (100, 100, 99, 101)]

    assert taken == [True, False, False, True]


async def test_recovery_codes_are_used_once_each_and_only_by_their_owner(database: Database) -> None:
    codes = [RecoveryCode(id=f"r{n}", staff_id="kari", digest=f"digest-{n}") for n in (1, 2)]
    async with database.transaction() as records:
        await records.accounts.replace_recovery_codes("kari", codes)
        used = [await records.accounts.use_recovery_code(who, "digest-1", LATER) for who in ("per", "kari", "kari")]
        left = await records.accounts.recovery_codes_left("kari")
        await records.accounts.remove_second_factor("kari")

        assert (used, left) == ([False, True, False], 1)
        assert await records.accounts.recovery_codes_left("kari") == 0


async def test_an_ended_session_cannot_be_used(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("a"))
        ended = await records.accounts.end_session("a")
        again = await records.accounts.end_session("a")
        touched = await records.accounts.touch_session("a", LATER)

    assert (ended, again, touched) == (True, False, False)


async def test_sessions_are_listed_and_ended_together(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("old"))
        await records.accounts.add_session(session("new", last_at=LATER))
        sessions = await records.accounts.sessions_of("kari")
        ended = await records.accounts.end_all("kari")

    assert [one.token_hash for one in sessions] == ["new", "old"]
    assert ended == 2


async def test_sessions_that_nobody_can_use_are_removed(database: Database) -> None:
    async with database.transaction() as records:
        await records.accounts.add_session(session("idle"))
        await records.accounts.add_session(session("used", last_at=LATER))
        removed = await records.accounts.purge_sessions(started_before=MONDAY, idle_since=LATER)

    async with database.reading() as records:
        assert removed == 1
        assert await records.accounts.find_session("used") is not None
