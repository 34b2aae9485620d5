from bot.desk.passwords import PasswordFault, Passwords, find_fault
from bot.desk.roles import Role
from bot.desk.staffing import Invitation, StaffRefusal, add_staff, disable_staff, ensure_demo_accounts, reset_staff
from bot.desk.throttle import PAIR
from bot.outside import SecureTokens
from tests.staff.office import QUICK, Office

QUICKLY = Passwords(QUICK)


async def adds(office: Office, address: str = "siri@qsmanager.no") -> Invitation | StaffRefusal:
    return await add_staff(office.database, address, "Siri", Role.HANDLER, office.clock, SecureTokens(), QUICKLY)


async def test_an_account_is_added_once(office: Office) -> None:
    first, second = await adds(office), await adds(office, "SIRI@qsmanager.no")

    assert isinstance(first, Invitation) and first.address == "siri@qsmanager.no"
    assert second is StaffRefusal.ADDRESS_TAKEN


async def test_what_is_no_address_gets_no_account(office: Office) -> None:
    for address in ("", "siri", "siri@", "a@b.no, c@d.no", "siri@qsmanager.no\r\nBcc: x@y.no"):
        assert await adds(office, address) is StaffRefusal.BAD_ADDRESS, address


async def test_the_password_is_nowhere_in_the_database(office: Office) -> None:
    invitation = await adds(office)
    assert isinstance(invitation, Invitation)

    async with office.database.reading() as records:
        account = await records.accounts.find_by_address("siri@qsmanager.no")
    assert account is not None
    assert invitation.password not in account.password_hash
    assert "$argon2id$" in account.password_hash


async def test_closing_an_account_puts_its_open_cases_back(office: Office) -> None:
    await office.add_account()
    await office.receives_held()
    await office.receives_held(reference="INN-2026-0002", status="waiting_others")
    await office.receives_held(reference="INN-2026-0003", status="closed")

    released = await disable_staff(office.database, "Kari@qsmanager.no", office.clock)

    cases = [await office.case(reference) for reference in ("INN-2026-4821", "INN-2026-0002", "INN-2026-0003")]
    assert released == 2
    assert [(case.holder_id, case.status) for case in cases] == [(None, "new"), (None, "new"), ("kari", "closed")]
    assert await office.logged() == ["operator case.released"]
    assert await disable_staff(office.database, "nobody@qsmanager.no", office.clock) is StaffRefusal.UNKNOWN_ADDRESS


async def test_a_reset_opens_a_closed_account_again(office: Office) -> None:
    await office.add_account(disabled_at=office.clock())

    invitation = await reset_staff(office.database, "kari@qsmanager.no", office.clock, SecureTokens(), QUICKLY)
    unknown = await reset_staff(office.database, "x@qsmanager.no", office.clock, SecureTokens(), QUICKLY)

    async with office.database.reading() as records:
        account = await records.accounts.get("kari")
    assert isinstance(invitation, Invitation)
    assert account.disabled_at is None
    assert unknown is StaffRefusal.UNKNOWN_ADDRESS


async def test_the_two_demo_accounts_have_new_passwords_at_each_start(office: Office) -> None:
    first = await ensure_demo_accounts(office.database, office.clock, SecureTokens(), QUICKLY)
    second = await ensure_demo_accounts(office.database, office.clock, SecureTokens(), QUICKLY)

    assert [one.address for one in first] == [one.address for one in second] == ["demo@example.com", "demo2@example.com"]
    assert len({one.password for one in (*first, *second)}) == 4


async def test_hashes_are_as_strong_as_promised() -> None:
    password_hash = await Passwords().hash("tre røde hester i snøen")

    assert password_hash.startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_passwords_that_will_do() -> None:
    for password in (
        "tre røde hester i snøen",
        "correct horse battery staple",
        "x8Kp2mQz7Lw4Rt9",
        "👩‍🚀 på månen med ski",
        "å" * 3 + "bcdefghijklmn",
    ):
        assert find_fault(password) is None, password


def test_passwords_that_will_not_do() -> None:
    assert find_fault("kort") is PasswordFault.TOO_SHORT
    assert find_fault("x" * 201) is PasswordFault.TOO_LONG
    for password in (
        "passord12345678",
        "P@ssw0rdP@ssw0rd",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012345",
        "qwertyuiopasdfghjkl",
        "GjestebokHamar2026!",
        "sommersommersommer",
        "kari.nordmann.kari",
    ):
        assert find_fault(password, ("kari.nordmann@qsmanager.no",)) is PasswordFault.COMMON, password


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [PAIR.wait(tries).total_seconds() for tries in (0, 4, 5, 6, 7, 11, 12, 1000)]

    assert waits == [0, 0, 10, 20, 40, 640, 900, 900]
