"""Entity tags, and what a request makes depend on them (RFC 9110, sections 8.8 and 13)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework.request import Request

from sources.models import JournalRow
from sources.records import Json, Kind, records_of
from sources.rest.problems import Problem
from sources.visibility import Viewer

TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
TAGS = re.compile(rf"[ \t,]*{TAG}(?:[ \t]*,[ \t,]*(?:{TAG})?)*[ \t]*\Z")
#: An entity tag of ours: the version, and a hash of the body, which If-Match does not look at.
OURS = re.compile(r'"(\d{1,9})(?:-[0-9a-f]+)?"\Z')


@dataclass(frozen=True)
class Tags:
    """The entity tags of one header: any at all, or those that are listed."""

    any: bool = False
    listed: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str | None) -> Tags | None:
        """Return the tags of a header, none where it is absent. :raises ValueError: where it is not well formed."""
        if text is None:
            return None
        if text.strip() == "*":
            return cls(any=True)
        if TAGS.match(text) is None:
            raise ValueError(text)
        return cls(listed=tuple(re.findall(TAG, text)))

    def match_weakly(self, etag: str) -> bool:
        return self.any or etag in (tag.removeprefix("W/") for tag in self.listed)

    @property
    def versions(self) -> list[int]:
        """The versions that strong tags of ours name; a weak tag never matches strongly."""
        return [int(found[1]) for found in map(OURS.match, self.listed) if found]


def etag_of(version: int, body: bytes) -> str:
    """Return the strong entity tag of a representation."""
    return f'"{version}-{hashlib.sha256(body).hexdigest()[:20]}"'


def is_unchanged(request: Request, etag: str) -> bool:
    """Return whether the one who reads has this representation already; a header not well formed asks for nothing."""
    try:
        tags = Tags.of(request.headers.get("If-None-Match"))
    except ValueError:
        return False
    return tags is not None and tags.match_weakly(etag)


@dataclass(frozen=True)
class Conditions:
    """What a write depends on."""

    if_match: Tags | None
    if_none_match: Tags | None

    @classmethod
    def of(cls, request: Request) -> Conditions:
        """Return the conditions of a request. :raises Problem: for a header that is not well formed."""
        return cls(_tags(request, "If-Match"), _tags(request, "If-None-Match"))

    def check_absent(self) -> None:
        """Check them where there is no record that the one who writes may see. :raises Problem: 412."""
        if self.if_match is not None:
            raise Problem(
                412, "VERSION_MISMATCH", "There is no record that If-Match could match.", current_version=None
            )

    def check(self, kind: Kind, row: Any, viewer: Viewer, etag: Callable[[], str]) -> None:
        """Check them against a record, within the writers' turn. :raises Problem: 412, with what differs."""
        if self.if_match is not None and not self.if_match.any and row.version not in self.if_match.versions:
            raise _mismatch(kind, row, self.if_match, viewer)
        if self.if_none_match is not None and self.if_none_match.match_weakly(etag()):
            message = "There is such a record already, and If-None-Match asks for none."
            raise Problem(412, "VERSION_MISMATCH", message, current_version=row.version)


def _tags(request: Request, name: str) -> Tags | None:
    try:
        return Tags.of(request.headers.get(name))
    except ValueError as error:
        message = f'{name} is * or a list of entity tags in quotes: "3-0a1b2c".'
        raise Problem(400, "BAD_USER_INPUT", message, header=name) from error


def _mismatch(kind: Kind, row: Any, asked: Tags, viewer: Viewer) -> Problem:
    message = f"This is version {row.version} now; read it anew."
    if not asked.versions:
        return Problem(412, "VERSION_MISMATCH", message, current_version=row.version)
    changed = _changed_since(kind, row, max(asked.versions), viewer)
    return Problem(412, "VERSION_MISMATCH", message, current_version=row.version, changed=changed)


def _changed_since(kind: Kind, row: Any, version: int, viewer: Viewer) -> list[str] | None:
    """Return the fields that differ from an earlier version, none where the journal does not have that one."""
    rows = JournalRow.objects.filter(kind=kind.name, slug=row.slug, version=version, after__isnull=False)
    then: dict[str, Json] | None = rows.order_by("-number").values_list("after", flat=True).first()
    if then is None:
        return None
    now = records_of(kind, [row.pk])[row.pk]
    fields = [field for field in kind.fields if field.public or viewer is Viewer.DRAFTS]
    return [field.name for field in fields if then.get(field.name) != now.get(field.name)]


def empty(status: int) -> HttpResponse:
    """Return an answer without a body, and so without a type of one."""
    response = HttpResponse(status=status)
    del response["Content-Type"]
    return response


def answered(request: Request, response: HttpResponse) -> HttpResponse:
    """Say who may keep an answer: nobody uses it without asking again, and only its reader has one of a login."""
    patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, no_cache=True, **({"private": True} if is_private(request) else {"public": True}))
    return response


def is_private(request: Request) -> bool:
    """Return whether an answer is for one reader; so it is where nobody got as far as to ask who reads."""
    user = vars(request).get("_user")
    return user is None or bool(user.is_authenticated)
