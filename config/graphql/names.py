"""How what Python names is named in the schema."""

from __future__ import annotations

from functools import lru_cache

from strawberry.schema.name_converter import NameConverter
from strawberry.utils.str_converters import to_camel_case


class Names(NameConverter):
    """Strawberry's own, made once for each name and not for each argument that is read."""

    def apply_naming_config(self, name: str) -> str:
        return _named(name) if self.auto_camel_case else name


_named = lru_cache(maxsize=None)(to_camel_case)
