"""The record of processing in the console: for those who witness, with the settings in force (R27)."""

import shutil
from pathlib import Path

from tests.staff.conftest import Opens
from tests.staff.office import Colleague, Office

RECORD = "/staff/record"


async def test_it_is_filled_with_the_settings(opens: Opens) -> None:
    office = await opens(transcript_days=12, officer_mail="nina@example.no")
    nina = await office.employs("Nina", role="privacy_officer")

    said = (await nina.opens(RECORD)).said

    assert "12 dager etter siste melding." in said and "Personvernansvarlig får post på nina@example.no" in said
    assert "Ikke gjennomgått av personvernansvarlig ennå." in said
    assert "tests/staff/test_roles.py" in said
    await nina.client.close()


async def test_it_is_there_in_english(office: Office) -> None:
    nina = await office.employs("Nina", role="auditor", language="en")

    assert "Record of processing" in (await nina.opens(RECORD)).said
    await nina.client.close()


async def test_a_slip_in_the_file_is_told_on_the_page(opens: Opens, tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    office = await opens()
    shutil.copytree(office.settings.policy_dir, folder)
    (folder / "record.toml").write_text("activities = 3\n", encoding="utf-8")
    office = await opens(policy_dir=folder)
    nina = await office.employs("Nina", role="privacy_officer")

    page = await nina.opens(RECORD)

    assert page.status == 200 and "Filen med protokollen må rettes" in page.said and "record.toml: activities" in page.said
    await nina.client.close()


async def test_it_is_for_witnesses_alone(office: Office, kari: Colleague, nina: Colleague) -> None:
    auditor, root = await office.employs("Ada", role="auditor"), await office.employs("Root", role="administrator")

    assert [(await one.opens(RECORD)).status for one in (nina, auditor, kari, root)] == [200, 200, 403, 403]
    assert (await nina.sends(RECORD)).status == 405
