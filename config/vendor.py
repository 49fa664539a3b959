"""Browser code of others, served from our own origin out of ``node_modules`` as ``static/vendor/…``.

Only the files named here are served. ``npm ci --ignore-scripts`` puts them there; nothing of it is in the repository.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage

PREFIX = "vendor"
GRAPHIQL = (
    "react/umd/react.production.min.js",
    "react-dom/umd/react-dom.production.min.js",
    "graphiql/graphiql.min.js",
    "graphiql/graphiql.min.css",
)
EXPLORER = (
    "@dagrejs/dagre/dist/dagre.esm.js",
    "d3-array/dist/d3-array.min.mjs",
    "d3-time/dist/d3-time.min.mjs",
    "world-atlas/countries-110m.json",
)
FILES = frozenset((*GRAPHIQL, *EXPLORER))


class VendorFinder(BaseFinder):
    """Finds the files named above, where npm has put them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.BASE_DIR / "node_modules")
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic asks for it

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        prefix, _, name = path.partition("/")
        found = prefix == PREFIX and name in FILES and self.storage.exists(name)
        if find_all:
            return [self.storage.path(name)] if found else []
        # Not None, which Django takes for a file that was found.
        return self.storage.path(name) if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        yield from ((name, self.storage) for name in sorted(FILES) if self.storage.exists(name))


def missing(names: Iterable[str]) -> list[str]:
    """Return which of the named files this server cannot serve: neither installed nor collected."""
    finder = VendorFinder()
    return [
        name
        for name in names
        if not finder.find(f"{PREFIX}/{name}") and not staticfiles_storage.exists(f"{PREFIX}/{name}")
    ]
