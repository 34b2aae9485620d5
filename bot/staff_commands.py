"""`python -m bot staff`: accounts of the people who work on cases."""

from collections.abc import Awaitable

import click

from bot.desk.roles import Role
from bot.desk.staffing import Invitation, StaffRefusal, add_staff, disable_staff, reset_staff
from bot.outside import SecureTokens, utc_now
from bot.running import with_database
from bot.store.database import Database

REFUSALS = {
    StaffRefusal.BAD_ADDRESS: "that is no e-mail address",
    StaffRefusal.ADDRESS_TAKEN: "that address has an account; use `staff reset` for a new password",
    StaffRefusal.UNKNOWN_ADDRESS: "no account has that address",
}


@click.group()
def staff() -> None:
    """Accounts of the people who work on cases."""


@staff.command()
@click.argument("address")
@click.option("--name", default="", help="What colleagues see; the address when left out.")
@click.option("--role", type=click.Choice([str(role) for role in Role]), default=str(Role.HANDLER), show_default=True)
def add(address: str, name: str, role: str) -> None:
    """Add an account, and print its password for the first login."""
    with_database(lambda database: _invite(add_staff(database, address, name, Role(role), utc_now, SecureTokens())))


@staff.command()
@click.argument("address")
@click.option("--second-factor", is_flag=True, help="Remove the second factor, too; a new one is set up at the next login.")
def reset(address: str, *, second_factor: bool) -> None:
    """End every session of an account, open it if it was closed, and print a new password for one use."""
    with_database(lambda database: _invite(reset_staff(database, address, utc_now, SecureTokens(), removes_factor=second_factor)))


@staff.command()
@click.argument("address")
def disable(address: str) -> None:
    """Close an account; its open cases go back to everybody."""

    async def run(database: Database) -> None:
        released = await disable_staff(database, address, utc_now)
        if isinstance(released, StaffRefusal):
            raise click.ClickException(REFUSALS[released])
        click.echo(f"closed; {released} open cases are free again")

    with_database(run)


async def _invite(inviting: Awaitable[Invitation | StaffRefusal]) -> None:
    invitation = await inviting
    if isinstance(invitation, StaffRefusal):
        raise click.ClickException(REFUSALS[invitation])
    click.echo(f"{invitation.address}\n{invitation.password}\nfor one login, until {invitation.until:%Y-%m-%d %H:%M} UTC")
