"""Small folders of content, good as they stand; each test breaks one thing."""

from pathlib import Path

COMPANY = '[facts]\nphone = "+47 625 43 777"\n'

STORAGE = """
order = 1
title = "Lagring"

[[statements]]
id = "storage.crm"
facts = ["P01"]
nb = "Vi lagrer i et kundesystem."
nn = "Vi lagrar i eit kundesystem."
en = "We store in a customer system."

[[statements]]
id = "storage.where"
title = "Lagringssted"
facts = []
nb = "Ring {phone}."
nn = "Ring {phone}."
en = "Call {phone}."
"""

RIGHTS = """
order = 2
title = "Rettigheter"

[[statements]]
id = "rights.access"
facts = []
nb = "Du kan kreve innsyn."
nn = "Du kan krevje innsyn."
en = "You have the right of access."
"""

LAW = """
[[statements]]
id = "law.copy"
article = "GDPR art. 15"
facts = []
nb = "Du får en kopi."
nn = "Du får ein kopi."
en = "You get a copy."

[[statements]]
id = "law.deadline"
article = "GDPR art. 12"
grants = false
facts = []
nb = "Vi svarer innen én måned."
nn = "Vi svarer innan éin månad."
en = "We answer within one month."
"""

ASSISTANT = """
[[statements]]
id = "assistant.chat"
facts = []
nb = "Chatten lagres i {transcript_days} dager."
nn = "Chatten blir lagra i {transcript_days} dagar."
en = "The chat is stored for {transcript_days} days."
"""

GAPS = """
[[gaps]]
id = "N01"
nb = "Erklæringen sier ikke hvor lenge."
nn = "Erklæringa seier ikkje kor lenge."
en = "The declaration does not say how long."
nearest = ["storage.crm"]
law = ["law.copy", "law.deadline"]
assistant = ["assistant.chat"]
"""

REPLIES = """
[label.declaration_says]
nb = "Erklæringen sier:"
nn = "Erklæringa seier:"
en = "The declaration says:"

[label.nearest]
nb = "Det nærmeste:"
nn = "Det næraste:"
en = "The nearest:"

[label.law_gives]
nb = "Loven gir deg også:"
nn = "Lova gir deg også:"
en = "The law also gives you:"

[label.law_says]
nb = "Loven sier:"
nn = "Lova seier:"
en = "The law says:"

[human]
nb = "Ring {phone}, {reference}."
nn = "Ring {phone}, {reference}, du."
en = "Call {phone}, {reference}."
"""

POLICY = {
    "company.toml": COMPANY,
    "storage.toml": STORAGE,
    "rights.toml": RIGHTS,
    "law.toml": LAW,
    "assistant.toml": ASSISTANT,
    "gaps.toml": GAPS,
    "findings.toml": "",
    "systems.toml": "",
}

INTENTS = {
    "replies.toml": REPLIES,
    "out_of_scope.toml": '[label]\nnb = "noe annet"\nnn = "noko anna"\nen = "something else"\n',
    "policy/storage.toml": """
answer = ["storage.crm", "storage.where"]

[label]
nb = "hvor det lagres"
nn = "kvar det blir lagra"
en = "where it is stored"

[[aspects]]
id = "crm"
answer = ["storage.crm"]
""",
    "gap/retention.toml": 'gaps = ["N01"]\n\n[label]\nnb = "hvor lenge"\nnn = "kor lenge"\nen = "how long"\n',
    "policy/rights.toml": """
answer = ["rights.access", "law.copy"]
offer = "request.access"

[label]
nb = "rettighetene"
nn = "rettane"
en = "your rights"
""",
}

PERIODS = {"transcript_days": "30"}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def change(file: Path, old: str, new: str) -> None:
    """Replaces the first place; the test is wrong when there is none."""
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{file.name} has no {old!r}"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
