"""A small folder of intents and one of policy, enough to show each promise of the engine."""

from pathlib import Path

ACCESS = """
answer = ["rights.access"]
must_understand = [{ text = "send meg en kopi av alt om meg", lang = "nb" }]
must_not_understand = [{ text = "har jeg rett til innsyn?", lang = "nb" }]
[label]
nb = "innsyn"
nn = "innsyn"
en = "a copy of your data"
[phrases]
nb = ["jeg vil ha innsyn", "hva har dere om meg", "send meg en kopi av dataene mine", "vis meg hva dere har lagret"]
nn = ["eg vil ha innsyn", "kva har de om meg"]
en = ["i want a copy of my data", "what do you have about me", "send me everything you hold on me"]
sv = ["jag vill ha ett registerutdrag", "vad har ni om mig"]
da = ["jeg vil have indsigt i mine oplysninger", "hvad har I om mig"]
"""

DELETION = """
answer = ["deletion.on_request"]
must_understand = [{ text = "slett alt dere vet om meg", lang = "nb" }]
must_not_understand = [{ text = "hvordan slettes opplysningene mine", lang = "nb" }]
[label]
nb = "sletting"
nn = "sletting"
en = "deleting your data"
[phrases]
nb = ["slett meg", "slett alt om meg", "fjern meg fra systemet", "jeg vil slettes", "slett opplysningene mine nå"]
nn = ["slett meg frå systemet", "fjern meg frå lista"]
en = ["delete me", "please delete my data", "remove me from your system"]
sv = ["radera mig", "ta bort mina uppgifter"]
da = ["slet mig", "slet mine oplysninger nu"]
"""

STORAGE = """
answer = ["storage.crm"]
must_understand = [{ text = "hvor ligger dataene mine", lang = "nb" }]
must_not_understand = [{ text = "slett dataene mine", lang = "nb" }]
[label]
nb = "hvor opplysningene lagres"
nn = "kvar opplysningane blir lagra"
en = "where data is stored"
[phrases]
nb = ["hvor lagres opplysningene", "hvor oppbevarer dere dataene", "hvilket system lagrer dere opplysninger i"]
nn = ["kvar blir opplysningane lagra", "kvar ligg dataa mine"]
en = ["where is my data stored", "where do you keep my data", "which system holds the data"]
sv = ["var lagras mina uppgifter"]
da = ["hvor gemmer I mine oplysninger"]
[[aspects]]
id = "livechat"
answer = ["storage.chat"]
[aspects.label]
nb = "hvor chatten lagres"
nn = "kvar chatten blir lagra"
en = "where the chat is stored"
[aspects.phrases]
nb = ["hvor lagres chatten", "hvor blir det jeg skriver i livechat lagret", "lagrer dere denne chatten"]
en = ["where is this chat stored", "do you store the chat"]
"""

RETENTION = """
must_understand = [{ text = "hvor lenge lagrer dere opplysningene", lang = "nb" }]
must_not_understand = [{ text = "hvor lagrer dere opplysningene", lang = "nb" }]
[label]
nb = "hvor lenge"
nn = "kor lenge"
en = "how long"
[phrases]
nb = ["hvor lenge tar dere vare på dataene", "hvor lenge oppbevares opplysningene", "hvor mange år lagres det"]
nn = ["kor lenge tek de vare på opplysningane"]
en = ["how long do you keep my data", "for how many years is it kept"]
sv = ["hur länge sparas uppgifterna"]
da = ["hvor længe gemmer I oplysningerne"]
"""

OUT_OF_SCOPE = """
must_understand = [{ text = "hva koster et abonnement", lang = "nb" }]
must_not_understand = [{ text = "slett meg", lang = "nb" }]
[label]
nb = "noe annet"
nn = "noko anna"
en = "something else"
[phrases]
nb = ["hva koster produktet", "jeg har glemt passordet", "fortell en vits", "hvordan blir været", "send meg en faktura"]
nn = ["kva kostar det", "eg har gløymt passordet"]
en = ["what is the price", "i forgot my password", "tell me a joke", "how is the weather"]
sv = ["vad kostar det", "jag har glömt lösenordet"]
da = ["hvad koster det", "jeg har glemt mit kodeord"]
"""

CUES = """
[question]
nb = ["hvordan", "når", "kan man"]
en = ["how", "when"]
[act]
nb = ["slett", "jeg vil ha", "jeg vil ikke stå"]
en = ["please delete"]
[negation]
nb = ["ikke", "vil ikke at"]
en = ["dont", "do not"]
[hypothetical]
nb = ["hva skjer hvis", "hvis jeg"]
en = ["what if", "if i"]
[quotation]
nb = ["det står at", "loven sier"]
[conjunction]
nb = ["og", "men"]
en = ["and", "but"]
[first]
nb = ["men først"]
[dialect]
"slætt" = "slett"
"mæ" = "meg"
[swedish]
[danish]
"""

FOLLOWUPS = """
[[bare]]
intent = "gap.retention_period"
nb = ["hvor lenge", "og hvor lenge"]
en = ["and for how long"]
[stems]
nb = ["hva med"]
en = ["what about"]
"""

CIRCUMSTANCES = """
[crisis]
nb = ["vil ikke leve lenger"]
patterns = ['\\bta livet (?:mitt|av meg)\\b']
must_match = [{ text = "Jeg vil ikke leve lenger.", lang = "nb" }]
must_not_match = [{ text = "er dere i live?", lang = "nb" }]
[on_behalf]
nb = ["på vegne av mor"]
"""

THESAURUS = """
[[concepts]]
id = "delete"
nb = ["slette", "slett", "fjerne"]
en = ["delete", "erase", "wipe"]
sv = ["radera"]
da = ["slet"]
"""

STATEMENTS = """
order = 1
title = "Hvordan lagres informasjonen?"
[[statements]]
id = "storage.crm"
facts = ["P36"]
nb = "Det du fyller ut i skjemaer, lagrer vi i kundesystemet Prosperworks."
nn = "Det du fyller ut i skjema, lagrar vi i kundesystemet Prosperworks."
en = "What you fill in on forms is stored in our customer system, Prosperworks."
[[statements]]
id = "storage.chat"
facts = []
nb = "Vi samler inn opplysninger gjennom livechat."
nn = "Vi samlar inn opplysningar gjennom livechat."
en = "We collect data through livechat."
[[statements]]
id = "deletion.on_request"
facts = ["P40"]
nb = "Vi sletter opplysninger når du ber kundesenteret om det."
nn = "Vi slettar opplysningar når du ber kundesenteret om det."
en = "We delete data when you ask our customer centre to."
[[statements]]
id = "rights.access"
facts = ["P43"]
nb = "Du har rett til innsyn i opplysningene vi har om deg."
nn = "Du har rett til innsyn i opplysningane vi har om deg."
en = "You have a right of access to the data we hold about you."
"""

INTENTS = {
    "request/access.toml": ACCESS,
    "request/deletion.toml": DELETION,
    "policy/storage.toml": STORAGE,
    "gap/retention_period.toml": RETENTION,
    "out_of_scope.toml": OUT_OF_SCOPE,
    "cues.toml": CUES,
    "followups.toml": FOLLOWUPS,
    "circumstances.toml": CIRCUMSTANCES,
    "thesaurus.toml": THESAURUS,
}


def write_intents(folder: Path, changes: dict[str, str] | None = None) -> Path:
    return _write(folder / "intents", INTENTS | (changes or {}))


def write_policy(folder: Path) -> Path:
    return _write(folder / "policy", {"storage.toml": STATEMENTS, "company.toml": '[facts]\ncompany = "QS"\n'})


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
