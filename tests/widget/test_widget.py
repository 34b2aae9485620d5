"""What the widget's files promise before a browser sees them: sizes, headers, words, things never touched."""

import gzip
import json
import re
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from bot.channel.widget import Contact, WidgetWords, read_widget_words, widget_routes
from bot.content import ContentError, Wording

ROOT = Path(__file__).parents[2]
PANEL = ROOT / "bot" / "channel" / "panel"
SCRIPTS = sorted(PANEL.glob("*.js"))
CONTACT = Contact("post@qsmanager.no", "+47 625 43 777")
SITES = ["https://qsmanager.no", "https://gjestebok.com"]

Client = TestClient[web.Request, web.Application]


@pytest.fixture
def words() -> WidgetWords:
    return read_widget_words(ROOT / "intents" / "widget.toml")


def application(words: WidgetWords, *, sites: list[str] = SITES, is_demo: bool = False) -> web.Application:
    app = web.Application()
    app.add_routes(widget_routes(words, CONTACT, allowed_origins=sites, is_demo=is_demo))
    return app


@pytest.fixture
async def client(aiohttp_client: AiohttpClient, words: WidgetWords) -> Client:
    return await aiohttp_client(application(words), auto_decompress=False)


async def packed_size(client: Client, path: str) -> int:
    answer = await client.get(path, headers={"Accept-Encoding": "identity"})
    return len(gzip.compress(await answer.read(), mtime=0))


async def test_the_loader_is_at_most_three_kilobytes(client: Client) -> None:
    assert await packed_size(client, "/widget.js") <= 3072


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
async def test_the_panel_with_one_language_is_at_most_twenty_kilobytes(client: Client, language: str) -> None:
    page = await (await client.get(f"/widget/panel?lang={language}", headers={"Accept-Encoding": ""})).text()
    parts = set(re.findall(r'(?:href|src)="(/widget/[a-z]+\.(?:js|css))"', page))

    sizes = [await packed_size(client, path) for path in [f"/widget/panel?lang={language}", *parts]]

    assert len(parts) == 8
    assert sum(sizes) <= 20480


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/widget.js", "text/javascript; charset=utf-8"),
        ("/widget/panel", "text/html; charset=utf-8"),
        ("/widget/panel.js", "text/javascript; charset=utf-8"),
        ("/widget/line.js", "text/javascript; charset=utf-8"),
        ("/widget/panel.css", "text/css; charset=utf-8"),
    ],
)
async def test_each_file_says_what_it_is_and_keeps_quiet_otherwise(client: Client, path: str, kind: str) -> None:
    answer = await client.get(path)

    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


async def test_any_site_may_load_the_loader_and_nothing_else(client: Client) -> None:
    assert (await client.get("/widget.js")).headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert (await client.get("/widget/panel.js")).headers["Cross-Origin-Resource-Policy"] == "same-origin"


async def test_a_file_that_is_known_already_is_not_sent_again(client: Client) -> None:
    first = await client.get("/widget.js")

    again = await client.get("/widget.js", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status == 304
    assert again.headers["ETag"] == first.headers["ETag"]
    assert await again.read() == b""


async def test_packed_only_for_whom_can_unpack(client: Client) -> None:
    packed = await client.get("/widget.js", headers={"Accept-Encoding": "gzip, br"})
    plain = await client.get("/widget.js", headers={"Accept-Encoding": "identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(await packed.read()) == await plain.read()


async def test_the_panel_may_be_framed_by_our_sites_alone(client: Client) -> None:
    policy = (await client.get("/widget/panel")).headers["Content-Security-Policy"]

    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors https://qsmanager.no https://gjestebok.com"
    )


@pytest.mark.parametrize(
    ("sites", "is_demo", "framed_by"),
    [
        ([], False, "'none'"),
        ([], True, "'self'"),
        (["https://qsmanager.no"], True, "https://qsmanager.no 'self'"),
    ],
)
async def test_who_else_may_frame_it(
    aiohttp_client: AiohttpClient, words: WidgetWords, sites: list[str], is_demo: bool, framed_by: str
) -> None:
    client = await aiohttp_client(application(words, sites=sites, is_demo=is_demo))

    policy = (await client.get("/widget/panel")).headers["Content-Security-Policy"]

    assert policy.endswith(f"frame-ancestors {framed_by}")


@pytest.mark.parametrize(
    ("asked", "given"),
    [("nb", "nb"), ("no", "nb"), ("nn-NO", "nn"), ("EN-gb", "en"), ("sv", "nb"), ("fi", "nb"), ("", "nb")],
)
async def test_the_panel_speaks_the_language_that_was_asked_for(
    aiohttp_client: AiohttpClient, words: WidgetWords, asked: str, given: str
) -> None:
    client = await aiohttp_client(application(words))

    page = await (await client.get("/widget/panel", params={"lang": asked})).text()

    assert f'<html lang="{given}">' in page


async def test_words_are_text_and_never_markup(aiohttp_client: AiohttpClient, words: WidgetWords) -> None:
    hostile = Wording(*['</script><script>alert("1")</script>'] * 3)
    client = await aiohttp_client(application(WidgetWords(words.loader, {**words.panel, "title": hostile}, words.kinds, words.languages)))

    page = await (await client.get("/widget/panel")).text()

    assert "<script>alert" not in page


async def test_the_panel_holds_no_script_and_no_style_of_its_own(client: Client) -> None:
    page = await (await client.get("/widget/panel", headers={"Accept-Encoding": "identity"})).text()

    assert re.findall(r"<script(?! type=\"application/json\")(?![^>]* src=)", page) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", page) == []


async def test_the_contact_stands_in_the_page_even_without_scripts(client: Client) -> None:
    page = await (await client.get("/widget/panel", headers={"Accept-Encoding": "identity"})).text()

    assert 'href="mailto:post@qsmanager.no"' in page
    assert 'href="tel:+4762543777"' in page


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_scripts_leave_alone_what_would_track_or_inject(script: Path) -> None:
    forbidden = r"localStorage|document\.cookie|indexedDB|canvas|navigator\.plugins|userAgent|eval\(|Function\("
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc"

    found = re.findall(f"{forbidden}|{markup}", script.read_text(encoding="utf-8"))

    assert found == []


@pytest.mark.parametrize("file", sorted(PANEL.iterdir()), ids=lambda file: file.name)
def test_no_file_names_another_host(file: Path) -> None:
    hosts = set(re.findall(r"https?://([\w.-]+\w)", file.read_text(encoding="utf-8")))

    assert hosts <= {"www.w3.org"}  # the name of a drawing's namespace; nothing is fetched from it


def test_every_word_is_used_and_every_used_word_is_there(words: WidgetWords) -> None:
    scripts = "\n".join(each.read_text(encoding="utf-8") for each in SCRIPTS if each.name != "loader.js")
    page = (PANEL / "panel.html").read_text(encoding="utf-8")
    by_name = {"visitor", "bot", "staff", "compose", "email", "code"}  # by sender, or by what is asked for

    used = set(re.findall(r"words\.([a-z_]+)", scripts + page))

    assert used | by_name == set(words.panel)


def test_the_loader_is_told_its_words_in_each_language(words: WidgetWords) -> None:
    script = (PANEL / "loader.js").read_text(encoding="utf-8")

    assert set(words.loader) == {"label", "dialog", "away", "close"}
    assert script.count('"FILLED BY widget.py"') == 1


def test_a_word_that_lacks_a_language_names_file_and_key(tmp_path: Path) -> None:
    file = tmp_path / "widget.toml"
    text = (ROOT / "intents" / "widget.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('nn = "Lukk"\n', "", 1), encoding="utf-8")

    with pytest.raises(ContentError, match=r"widget\.toml: loader\.close\.nn: is missing"):
        read_widget_words(file)


def colours(theme: int) -> dict[str, str]:
    """The colours of the light (0) or the dark (1) theme."""
    blocks = re.findall(r":root \{(.*?)\}", (PANEL / "panel.css").read_text(encoding="utf-8"), re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6})", blocks[theme]))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance of the lighter to that of the darker."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 4.5),
        ("ink", "soft", 4.5),
        ("ink", "tint", 4.5),
        ("quiet", "paper", 4.5),
        ("quiet", "soft", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "soft", 4.5),
        ("accent", "tint", 4.5),
        ("on-accent", "accent", 4.5),
        ("on-own", "own", 4.5),
        ("on-note", "note", 4.5),
        ("grave", "paper", 4.5),
        ("on-grave", "grave", 4.5),
        ("edge", "paper", 3.0),
    ],
)
def test_every_pair_of_colours_can_be_read(theme: int, ink: str, ground: str, least: float) -> None:
    shown = colours(theme)

    assert contrast(shown[ink], shown[ground]) >= least


async def test_the_facts_for_the_scripts_are_one_data_block(client: Client) -> None:
    page = await (await client.get("/widget/panel?lang=en", headers={"Accept-Encoding": "identity"})).text()

    facts = json.loads(page.split('id="facts">')[1].split("</script>")[0])

    assert facts["lang"] == "en"
    assert facts["origins"] == SITES
    assert facts["words"]["retry"] == "Try again"
    assert facts["kinds"]["deletion"] == "Deletion"
