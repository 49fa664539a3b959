"""The same surfaces under atheris, which looks for inputs that reach new code; where it installs.

``uv run --with atheris python -m tests.fuzz.guided edtf -max_total_time=60``: what follows the surface is libFuzzer's.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import atheris

    with atheris.instrument_imports(include=["sources", "events", "config", "graphql"]):
        import django

        django.setup()
        from tests.fuzz.surfaces import SURFACES

        quick = {name: one for name, one in SURFACES.items() if not one.is_slow}
        if len(sys.argv) < 2 or sys.argv[1] not in quick:
            raise SystemExit(f"Name one of {', '.join(quick)}.")
        surface = quick[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda data: surface.check(data.decode("utf-8", "surrogateescape")))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
