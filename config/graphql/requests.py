"""GraphQL requests as they come over HTTP, read strictly: what cannot be meant is refused by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, QueryDict, UnreadablePostError

from config.graphql.limits import limits

PARAMETERS = {"query": str, "variables": dict, "operationName": str, "extensions": dict, "documentId": str}
SHA256 = re.compile(r"[0-9a-f]{64}")
JSON_NAME = {str: "a string", dict: "an object"}


class BadRequest(Exception):
    """A request that is no GraphQL request; ``status`` is its HTTP status."""

    #: The limit and what was found, where there is too much of something.
    bounds: Mapping[str, int] = {}

    def __init__(self, status: int, code: str, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client asks to run."""

    query: str | None
    variables: dict[str, Any] | None = None
    operation_name: str | None = None
    extensions: dict[str, Any] | None = None
    #: The sha256 of the document, in hexadecimal digits, where the client named it by that.
    digest: str | None = None


def read_request(request: HttpRequest) -> GraphQLRequest:
    """Read a GET or POST request.

    :raises BadRequest: UNSUPPORTED_MEDIA_TYPE, LENGTH_REQUIRED, BODY_TOO_LARGE, BAD_JSON or BAD_USER_INPUT.
    """
    parameters = _from_body(request) if request.method == "POST" else _from_address(request)
    _check(parameters)
    return GraphQLRequest(
        parameters.get("query") or None,
        parameters.get("variables"),
        parameters.get("operationName") or None,
        parameters.get("extensions"),
        _digest(parameters),
    )


def address_parameters(request: HttpRequest) -> QueryDict:
    """Return the parameters in the address.

    :raises BadRequest: BAD_USER_INPUT
    """
    try:  # not request.GET, which believes the charset of any Content-Type
        return QueryDict(request.META.get("QUERY_STRING", ""), encoding="utf-8")
    except TooManyFieldsSent:
        raise BadRequest(400, "BAD_USER_INPUT", "The address has too many parameters.") from None


def _from_address(request: HttpRequest) -> dict[str, Any]:
    given = address_parameters(request)
    parameters: dict[str, Any] = {name: given[name] for name in PARAMETERS if name in given}
    for name in ("variables", "extensions"):
        if name in parameters:
            parameters[name] = _json(parameters[name], name) if parameters[name] else None
    return parameters


def _from_body(request: HttpRequest) -> dict[str, Any]:
    _check_media_type(request)
    parameters = _json(_body(request), "the body")
    if isinstance(parameters, list):
        raise BadRequest(400, "BAD_USER_INPUT", "Several operations in one request (batching) are not run.")
    if not isinstance(parameters, dict):
        raise BadRequest(400, "BAD_USER_INPUT", 'The body must be a JSON object: {"query": "…", "variables": {…}}.')
    return parameters


def _check_media_type(request: HttpRequest) -> None:
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        message = "Send the operation as Content-Type: application/json, in UTF-8."
        raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", message, Accept="application/json")


def _body(request: HttpRequest) -> bytes:
    most = limits().body_bytes
    if "CONTENT_LENGTH" not in request.META and "Transfer-Encoding" in request.headers:  # Django reads nothing of it
        raise BadRequest(411, "LENGTH_REQUIRED", "Send the body with its Content-Length, not in chunks.")
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length > most:
            _too_large(most, length)
        body = request.body
    except RequestDataTooBig:
        _too_large(most, length)
    except UnreadablePostError:
        raise BadRequest(400, "BAD_USER_INPUT", "The body broke off.") from None
    if len(body) > most:
        _too_large(most, len(body))
    return body


def _too_large(most: int, length: int) -> NoReturn:
    error = BadRequest(413, "BODY_TOO_LARGE", f"The body may have {most:,} bytes.")
    error.bounds = {"limit": most, "found": length}
    raise error


def _json(text: str | bytes, where: str) -> Any:
    try:
        return json.loads(text.decode() if isinstance(text, bytes) else text, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise BadRequest(400, "BAD_JSON", f"Byte {error.start} of {where} is not UTF-8.") from None
    except json.JSONDecodeError as error:
        message = f"{_capital(where)} is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise BadRequest(400, "BAD_JSON", message) from None
    except RecursionError:
        raise BadRequest(400, "BAD_JSON", f"{_capital(where)} is nested too deeply.") from None
    except ValueError as error:  # Python reads no number of more than 4,300 digits
        raise BadRequest(400, "BAD_JSON", f"{_capital(where)} has a number that cannot be read: {error}.") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")


def _capital(where: str) -> str:
    return where[0].upper() + where[1:]


def _check(parameters: Mapping[str, Any]) -> None:
    for name, kind in PARAMETERS.items():
        value = parameters.get(name)
        if value is not None and not isinstance(value, kind):
            raise BadRequest(400, "BAD_USER_INPUT", f"{name} must be {JSON_NAME[kind]} or null.")
    if not isinstance((parameters.get("extensions") or {}).get("cost", False), bool):
        raise BadRequest(400, "BAD_USER_INPUT", "extensions.cost must be true or false.")
    if not parameters.get("query") and _digest(parameters) is None:
        raise BadRequest(400, "BAD_USER_INPUT", "There is no query to run.")
    for text in _texts(parameters):
        if "\x00" in text or not _is_unicode(text):
            raise BadRequest(400, "BAD_USER_INPUT", "The request has a text with a NUL or half a surrogate pair.")


def _digest(parameters: Mapping[str, Any]) -> str | None:
    """Return the hash by which a document is named: as Apollo's clients send it, or as ``documentId``."""
    named = parameters.get("documentId")
    persisted = (parameters.get("extensions") or {}).get("persistedQuery")
    if named is None and persisted is None:
        return None
    digest = named.removeprefix("sha256:") if named is not None else _persisted(persisted)
    if not isinstance(digest, str) or not SHA256.fullmatch(digest):
        raise BadRequest(400, "BAD_USER_INPUT", "A document is named by its sha256 in 64 hexadecimal digits.")
    return digest


def _persisted(value: Any) -> Any:
    if not isinstance(value, dict) or value.get("version") != 1:
        message = 'extensions.persistedQuery must be {"version": 1, "sha256Hash": "…"}.'
        raise BadRequest(400, "BAD_USER_INPUT", message)
    return value.get("sha256Hash")


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, without recursion."""
    ahead = [value]
    while ahead:
        one = ahead.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            ahead.extend([*one.keys(), *one.values()])
        elif isinstance(one, list):
            ahead.extend(one)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
