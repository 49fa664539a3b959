"""Write docs/licences.md: what is installed to run the server, and what pages load, with the licence of each.

Of Python packages their own metadata say it, of npm's the lock file. Tools of developers are not passed on: left out.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "licences.md"
#: What older packages write instead of a name of https://spdx.org/licenses/.
SPDX = {
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "BSD License": "BSD",
    "BSD 3-Clause OR Apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
HEAD = """# Licences of what is used

Sequitur itself is under the Apache License 2.0 ([LICENSE](../LICENSE)). This is all that a server runs beside it, and
all that its pages may load; tools of developers are not among it. `uv run .ci/licences.py` makes it of what packages
say of themselves, and a test holds it against what is installed.
"""


def main() -> None:
    PAGE.write_text(page())


def page() -> str:
    python, npm = sorted(installed()), sorted(locked())
    return f"{HEAD}\n## Python\n\n{table(python)}\nWith `--extra redis`: redis (MIT).\n\n## Pages\n\n{table(npm)}"


def table(rows: list[tuple[str, str, str]]) -> str:
    lines = [f"| {name} | {version} | {licence} |" for name, version, licence in rows]
    return "\n".join(["| package | version | licence |", "|---|---|---|", *lines]) + "\n"


def installed() -> Iterator[tuple[str, str, str]]:
    """Yield name, version and licence of each package that the server needs, and of those that these need."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ahead = [
        Requirement(text) for text in (*project["dependencies"], *project["optional-dependencies"]["opentelemetry"])
    ]
    seen: set[str] = set()
    while ahead:
        wanted = ahead.pop()
        name = canonicalize_name(wanted.name)
        if (known := f"{name}[{','.join(sorted(wanted.extras))}]") in seen:
            continue
        is_new = not any(one.startswith(f"{name}[") for one in seen)
        seen.add(known)
        try:
            found = distribution(name)
        except PackageNotFoundError:  # of another platform
            continue
        ahead += [one for text in found.requires or [] if _applies(one := Requirement(text), wanted.extras)]
        if is_new:
            yield name, found.version, licence(found)


def _applies(wanted: Requirement, extras: set[str] = frozenset()) -> bool:  # type: ignore[assignment]  # never changed
    return wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras or {""})


def licence(found: Distribution) -> str:
    """Return the licence that a package names: as SPDX does, by a classifier, or in the first line of its text."""
    about = found.metadata
    if expression := about.get("License-Expression"):
        return expression
    classes = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", []) if one.startswith("License")]
    said = classes[0] if classes else (about.get("License") or "").partition("\n")[0]
    return SPDX.get(said, said) or "not told"


def locked() -> Iterator[tuple[str, str, str]]:
    """Yield name, version and licence of each package of npm that is there for pages."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for place, about in packages.items():
        if place and not about.get("dev") and not about.get("devOptional"):
            yield re.sub(r".*node_modules/", "", place), about["version"], about.get("license", "not told")


if __name__ == "__main__":
    main()
