import pytest

from tests.staff.office import PASSWORD, Colleague, Office

NEW = "fire grønne elger på brua"


async def test_a_new_password_ends_every_session(office: Office, kari: Colleague) -> None:
    page = await kari.sends("/staff/password", {"current": PASSWORD, "new": NEW, "again": NEW})

    assert page.status == 303
    assert (await kari.opens("/staff")).status == 401
    assert await office.logged("kari") == ["kari staff.password_changed"]


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("feil passord som er langt", NEW, NEW, "Dette er ikke passordet du har nå."),
        (PASSWORD, "for kort", "for kort", "Passordet er for kort. Det trenger minst 15 tegn."),
        (PASSWORD, "x" * 201, "x" * 201, "Passordet er for langt."),
        (PASSWORD, "passord123456789", "passord123456789", "Passordet er lett å gjette"),
        (PASSWORD, "QSmanagerHamar2026", "QSmanagerHamar2026", "Passordet er lett å gjette"),
        (PASSWORD, "Kari Nordmann 12345", "Kari Nordmann 12345", "Passordet er lett å gjette"),
        (PASSWORD, PASSWORD, PASSWORD, "Det nye passordet er likt det gamle."),
        (PASSWORD, NEW, NEW + "!", "De to nye passordene er ikke like."),
    ],
)
async def test_a_password_that_will_not_do_is_explained(kari: Colleague, current: str, new: str, again: str, said: str) -> None:
    page = await kari.sends("/staff/password", {"current": current, "new": new, "again": again})

    assert page.status == 422
    assert said in page.said
    assert f'value="{new}"' not in page.text


async def test_the_language_of_the_console_is_the_persons_own(office: Office, kari: Colleague, per: Colleague) -> None:
    page = await kari.sends("/staff/language", {"chosen": "en", "back": "/staff?list=mine"})

    assert page.response.headers["Location"] == "/staff?list=mine"
    assert "Hello, Kari" in (await kari.opens("/staff")).said
    assert "Hei, Per" in (await per.opens("/staff")).said


async def test_a_language_that_nobody_speaks_here_is_refused(kari: Colleague) -> None:
    assert (await kari.sends("/staff/language", {"chosen": "fr"})).status == 400


async def test_staying_logged_in_is_one_press(office: Office, kari: Colleague) -> None:
    office.clock.tick(minutes=29)
    page = await kari.sends("/staff/session")
    office.clock.tick(minutes=29)

    assert page.status == 204
    assert (await kari.opens("/staff")).status == 200
