"""Reading settings from environment variables; every refusal names the variable."""

import os
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, default: bool) -> bool:
    """Return a yes-or-no variable: 1, true, yes, on or 0, false, no, off.

    :raises ImproperlyConfigured: for any other value.
    """
    text = os.environ.get(name)
    if text is None:
        return default
    if text.strip().lower() in TRUE | FALSE:
        return text.strip().lower() in TRUE
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}.")


def whole_number(name: str, default: int) -> int:
    """Return a variable that is a whole number of at least 0.

    :raises ImproperlyConfigured: for any other value.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if text.isascii() and text.isdigit():
        return int(text)
    raise ImproperlyConfigured(f"{name} must be a whole number of at least 0, not {text!r}.")


def one_of(name: str, default: str, *others: str) -> str:
    """Return a variable that is one of some words, in their case.

    :raises ImproperlyConfigured: for any other value.
    """
    words = {word.lower(): word for word in (default, *others)}
    text = os.environ.get(name, "").strip() or default
    if text.lower() in words:
        return words[text.lower()]
    raise ImproperlyConfigured(f"{name} must be one of {', '.join(words.values())}, not {text!r}.")


def listed(name: str, default: list[str] | None = None) -> list[str]:
    """Return the comma-separated values of a variable."""
    text = os.environ.get(name, "")
    values = [value.strip() for value in text.split(",") if value.strip()]
    return values or list(default or [])


def directory(name: str) -> str:
    """Return a variable that names a directory, blank when it is unset.

    :raises ImproperlyConfigured: when there is none of that name.
    """
    text = os.environ.get(name, "").strip()
    if text and not Path(text).is_dir():
        raise ImproperlyConfigured(f"{name} must name a directory, not {text!r}.")
    return text


def required(name: str, why: str) -> str:
    """Return a variable that has no default.

    :raises ImproperlyConfigured: when it is unset or empty.
    """
    if text := os.environ.get(name, ""):
        return text
    raise ImproperlyConfigured(f"{name} is not set. {why}")


def local_secret(path: Path) -> str:
    """Return the secret of this machine, made on first use in a file only its owner can read."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
            draft.write(get_random_secret_key())
        Path(draft.name).replace(path)
    return path.read_text()
