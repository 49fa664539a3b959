#!/usr/bin/env python
"""The project's command line: ``uv run manage.py help`` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Typed at one's own machine, a command may use a secret made there; config.wsgi and config.asgi never turn this on.
    if sys.argv[1:2] == ["demo"] or not os.environ.get("SECRET_KEY"):
        os.environ.setdefault("LOCAL_PROFILE", "1")
    execute_from_command_line(sys.argv)
