#!/usr/bin/env python
"""The project's command line: ``uv run manage.py help`` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Commands typed at this machine may use its own secret; a server started by config.wsgi or config.asgi may not.
    os.environ.setdefault("LOCAL_PROFILE", "0" if os.environ.get("SECRET_KEY") else "1")
    execute_from_command_line(sys.argv)
