"""What the body of an action says."""

from __future__ import annotations

from rest_framework.request import Request

from sources.actions.putting import UNSTORABLE
from sources.records import Json
from sources.refusals import Fault, refuse
from sources.rest.problems import Problem, faults_in_body

WANTED = {bool: "Expected true or false.", str: "Expected a text.", int: "Expected a whole number."}


def told_in(request: Request, known: dict[str, type]) -> dict[str, Json]:
    """Return what the body of an action says. :raises Problem: for what it does not take."""
    body = request.data
    if not isinstance(body, dict):
        raise bad_body("BAD_USER_INPUT", "Expected an object.")
    for name, value in body.items():
        if name not in known:
            raise bad_body("UNKNOWN_PARAMETER", f"There is no field {name} here.", name)
        if not isinstance(value, known[name]) or (isinstance(value, bool) and known[name] is not bool):
            raise bad_body("BAD_USER_INPUT", WANTED[known[name]], name)
        if isinstance(value, str) and UNSTORABLE.search(value):
            raise bad_body("BAD_USER_INPUT", "A text holds a NUL or half of a surrogate pair.", name)
    return body


def bad_body(code: str, message: str, *path: str) -> Problem:
    """Return the refusal of a body, to raise."""
    errors = faults_in_body([Fault(code, message, path)])
    return Problem(400, code, message, errors=errors)


def is_tried(request: Request) -> bool:
    """Return whether an action is to be told, not done. :raises Refusal: for another value of dry_run than 1."""
    text = request.query_params.get("dry_run")
    if text not in (None, "1"):
        raise refuse("BAD_USER_INPUT", "dry_run is 1, or absent.", "dry_run")
    return text is not None
