"""What programs may ask, as OpenAPI 3.1 tells it. The report in it is that of the schema of ``check --format json``."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from .. import __version__, links
from ..show.formats import names


def specification(most_bytes: int) -> dict[str, Any]:
    """The specification of ``POST /analyze``."""
    answers = {
        "200": _answer("The report, in the format that was asked for.", "line"),
        "422": _answer("The text cannot be judged; the error says why.", "line"),
        "400": _answer("The request cannot be understood; the error says why.", "error"),
        "413": _answer(f"The request is larger than {most_bytes:,} bytes.", "error"),
        "415": _answer("The request is not of the type application/json.", "error"),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "blameless",
            "version": __version__,
            "summary": "What to change in an incident postmortem, why, and what to write instead.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "externalDocs": {"url": links.page("formats")},
        "paths": {
            "/analyze": {
                "post": {
                    "operationId": "analyze",
                    "summary": "The report of one postmortem. Nothing of it is kept.",
                    "parameters": [
                        {
                            "name": "format",
                            "in": "query",
                            "description": "How to report. All but json and jsonl, which the schemas tell, are described on the page of formats.",
                            "schema": {"enum": list(names()), "default": "jsonl"},
                        }
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/draft"}}},
                    },
                    "responses": answers,
                }
            }
        },
        "components": {"schemas": {"draft": _DRAFT, "error": _ERROR, **_schemas()}},
    }


_DRAFT = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"description": "The postmortem.", "type": "string"},
        "path": {
            "description": "Its file name: by the suffix it is Markdown or plain text.",
            "type": "string",
            "default": "draft.md",
            "minLength": 1,
            "maxLength": 1000,
        },
    },
}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


def _answer(description: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": description, "content": content}


def _schemas() -> dict[str, Any]:
    """The parts of the published schema, where OpenAPI keeps such parts."""
    text = files("blameless.show").joinpath("schemas/check.schema.json").read_text(encoding="utf-8")
    return json.loads(text.replace("#/$defs/", "#/components/schemas/"))["$defs"]
