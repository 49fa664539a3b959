"""The closed vocabularies as enums of the schema."""

from __future__ import annotations

import enum
import inspect
from typing import Any

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

#: What a vocabulary is called in the schema where its Python name would not say it there.
NAMES = {"Direction": "CausalDirection", "Act": "SpeechAct"}


def enum_type(vocabulary: Any) -> Any:
    """Make a vocabulary known to the schema, under its own name; doing it again changes nothing.

    What a word is called, where that tells more than the word, is its description.
    """
    if "__strawberry_definition__" not in vars(vocabulary):
        name = NAMES.get(vocabulary.__name__, vocabulary.__name__)
        strawberry.enum(vocabulary, name=name, description=_description(vocabulary))
        definition: StrawberryEnumDefinition = vars(vocabulary)["__strawberry_definition__"]
        for value, member in zip(definition.values, list(vocabulary), strict=True):
            value.description = _meaning(member)
    return vocabulary


def _description(vocabulary: enum.EnumType) -> str | None:
    own = vars(vocabulary).get("__doc__")
    return inspect.cleandoc(own) if own else None


def _meaning(member: Any) -> str | None:
    label = str(getattr(member, "label", ""))
    return label if label and label.upper().replace(" ", "_") != member.name else None
