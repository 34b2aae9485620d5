"""The published form of data.json: a JSON schema made from the list of what is told, so that the two cannot part (R21)."""

from collections.abc import Mapping

from pydantic import JsonValue

from bot.desk.told import TOLD
from bot.tickets.answer_points import POINTS

VERSION = 1
ADDRESS = "/data/schema.json"

_TEXT: JsonValue = {"type": "string"}
_SCALARS: JsonValue = {"type": ["string", "number", "boolean", "null", "array", "object"]}


def schema() -> Mapping[str, JsonValue]:
    """JSON Schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A copy of somebody's personal data",
        **_object(
            {
                "version": {"const": VERSION},
                "kind": {"enum": ["access", "portability"]},
                "reference": _TEXT,
                "made_at": {"type": "string", "format": "date-time"},
                "address": _TEXT,
                "language": {"enum": ["nb", "nn", "en"]},
                "answer": _list({"field": {"enum": list(POINTS)}, "article": _TEXT, "title": _TEXT, "text": _TEXT, "source": _TEXT}),
                "withheld": _list({"what": _TEXT, "why": _TEXT, "ground": _TEXT}),
                "files": _list({"path": _TEXT, "name": _TEXT, "media_type": _TEXT, "size": {"type": "integer"}, "sha256": _TEXT}),
                "codes": {"type": "object", "additionalProperties": _TEXT},
                "tables": {
                    "type": "object",
                    "properties": {table: _rows(columns) for table, columns in TOLD.items() if columns},
                    "additionalProperties": False,
                },
            }
        ),
    }


def _object(properties: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {"type": "object", "properties": dict(properties), "required": list(properties), "additionalProperties": False}


def _list(properties: Mapping[str, JsonValue]) -> JsonValue:
    return {"type": "array", "items": _object(properties)}


def _rows(columns: str) -> JsonValue:
    """Rows may lack a column: what belongs to somebody else is left out."""
    known: JsonValue = dict.fromkeys(columns.split(), _SCALARS)
    return {"type": "array", "items": {"type": "object", "properties": known, "additionalProperties": False}}
