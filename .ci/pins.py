"""Pin every package, those of others too, to the newest version that fits: ``make pins``.

The pins stand in pyproject.toml. uv.lock would name the machine's package index, so it is not committed.
"""

import re
import subprocess
import tomllib
from pathlib import Path

PROJECT = Path("pyproject.toml")
PINS = re.compile(r"^constraint-dependencies = \[\n(?:.*\n)*?\]\n", re.MULTILINE)
OWN_TABLE = "[tool.uv]\npackage = false\n"


def main() -> None:
    """Resolve without pins, then write what was found as pins."""
    unpinned = PINS.sub("", PROJECT.read_text())
    PROJECT.write_text(unpinned)
    subprocess.run(["uv", "lock", "--upgrade"], check=True)
    PROJECT.write_text(unpinned.replace(OWN_TABLE, OWN_TABLE + pins()))
    subprocess.run(["uv", "lock"], check=True)


def pins() -> str:
    """Return the versions in uv.lock as uv's constraints."""
    packages = tomllib.loads(Path("uv.lock").read_text())["package"]
    registered = sorted((each["name"], each["version"]) for each in packages if "registry" in each["source"])
    lines = "".join(f'    "{name}=={version}",\n' for name, version in registered)
    return f"constraint-dependencies = [\n{lines}]\n"


if __name__ == "__main__":
    main()
