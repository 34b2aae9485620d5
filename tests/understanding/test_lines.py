import json

import pytest

from bot.understanding.engine import Understanding
from bot.understanding.lines import message_of, understood


def test_each_line_gives_one_object_of_the_contract(understanding: Understanding) -> None:
    (line,) = understood(understanding, ["slett meg\n"])

    answer = json.loads(line)
    assert list(answer) == ["text", "intent", "score", "certainty", "lang", "candidates", "statements"]
    assert answer["intent"] == "request.deletion"
    assert answer["certainty"] == "certain"
    assert set(answer["candidates"][0]) == {"intent", "score"}
    assert set(answer["statements"][0]) == {"id", "score"}


def test_blank_lines_keep_their_place(understanding: Understanding) -> None:
    lines = list(understood(understanding, ["\n", "slett meg\n", "\n"]))

    assert [json.loads(line)["text"] for line in lines] == ["", "slett meg", ""]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"text": "slett meg", "id": 7}\n', "slett meg"),
        ('{"text": 7}\n', '{"text": 7}'),
        ('{"text": "slett\n', '{"text": "slett'),
        ('["slett meg"]\n', '["slett meg"]'),
        ("slett meg\r\n", "slett meg"),
        (" slett meg \n", " slett meg "),
        ('{"text": "a\\u0000b\\ud800"}\n', "a\x00b\ud800"),
        ("{" * 5_000, "{" * 5_000),
    ],
)
def test_the_message_of_a_line(line: str, message: str) -> None:
    assert message_of(line) == message


def test_lone_surrogates_survive(understanding: Understanding) -> None:
    (line,) = understood(understanding, ["a\ud800b"])

    assert json.loads(line)["text"] == "a\ud800b"
