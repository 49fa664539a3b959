#!/usr/bin/env python
"""The project's command line: ``uv run manage.py help`` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Typed at one's own machine, a command may use a secret made there; what serves on the net never does.
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "demo" or (command != "serve" and not os.environ.get("SECRET_KEY")):
        os.environ.setdefault("LOCAL_PROFILE", "1")
    execute_from_command_line(sys.argv)
