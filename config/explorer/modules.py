"""Which modules a page needs, so that a browser fetches them all at once and not as it reads of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config.vendor import PREFIX

OURS = (Path(__file__).parent / "static").resolve()
#: The packages that modules import by name, and the files that they are.
PACKAGES = {
    "@dagrejs/dagre": f"{PREFIX}/@dagrejs/dagre/dist/dagre.esm.js",
    "d3-array": f"{PREFIX}/d3-array/dist/d3-array.min.mjs",
    "d3-time": f"{PREFIX}/d3-time/dist/d3-time.min.mjs",
}
#: What packages import in turn.
BEHIND = {"d3-time": ("d3-array",)}
#: The picture that each template of a page has; of the lists it is named by the view.
PICTURES = {"event": "chain", "actor": "timeline", "narrative": "story", "paths": "paths"}
_IMPORT = re.compile(r'^import (?:.* from )?"([^"]+)";$', re.MULTILINE)


#: What a picture needs at once that the server has not drawn.
UNDRAWN = dict.fromkeys(("chain", "paths"), "explorer/chain/drawing.js")


@cache
def modules_of(picture: str | None, *, is_drawn: bool) -> tuple[str, ...]:
    """Return the static files that a page with a picture runs at once, or one without, each once."""
    found: dict[str, None] = {}
    _collect("explorer/main.js", found)
    if picture:
        _collect(f"explorer/views/{picture}.js", found)
    if picture in UNDRAWN and not is_drawn:
        _collect(UNDRAWN[picture], found)
    return tuple(found)


def _collect(path: str, found: dict[str, None]) -> None:
    """Add a module of ours, and what it imports."""
    if path in found:
        return
    found[path] = None
    for name in _IMPORT.findall((OURS / path).read_text()):
        if name in PACKAGES:
            found.update(dict.fromkeys(_package(name)))
        else:
            _collect((OURS / path).parent.joinpath(name).resolve().relative_to(OURS).as_posix(), found)


def _package(name: str) -> Iterator[str]:
    """Yield the modules of a package, and of those that it imports in turn."""
    yield PACKAGES[name]
    for other in BEHIND.get(name, ()):
        yield from _package(other)
