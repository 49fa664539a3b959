"""What all pages of the explorer share: how they answer, refuse and may be kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext, override
from django.utils.translation.trans_real import DjangoTranslation
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from config.explorer.asking import Unanswered
from config.explorer.documents import DIGESTS, address
from config.explorer.embedding import embeddable, is_embedded
from config.explorer.modules import PACKAGES, PICTURES, modules_of
from config.explorer.standing import Merged, Retracted, standing
from config.explorer.words import DRAWN, words
from config.explorer.world import world
from config.graphql.requests import BadRequest
from config.graphql.view import SEEN_BY, access_from, is_personal
from config.vendor import EXPLORER, missing
from sources.records import Kind

#: The pictures that draw the world.
MAPS = ("map", "story")

#: What of a page is a picture that the server drew.
DRAWN_HERE = ("timelines", "maps", "chain", "story")

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Answer:
    """What the API answers to a document of the explorer with some variables."""

    name: str
    variables: Mapping[str, Any]
    data: dict[str, Any]


class Absent(Exception):
    """The API answers no such record; a page says what became of it."""

    def __init__(self, kind: Kind, slug: str) -> None:
        super().__init__(slug)
        self.kind = kind
        self.slug = slug


def page(view: Page) -> Callable[..., HttpResponseBase]:
    """Make a view a page: only read, in a frame where that is allowed, and honest where there is nothing to show."""

    @require_safe
    @embeddable
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override(settings.EXPLORER_LANGUAGE):
            response = _shown(view, request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store" if is_personal(request) else "no-cache"
        response["Content-Language"] = settings.EXPLORER_LANGUAGE
        patch_vary_headers(response, SEEN_BY)
        return response

    return answer


def _shown(view: Page, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Return what a view shows, or the page that says why it shows nothing."""
    try:
        return view(request, *args, **kwargs)
    except Absent as absent:
        return _absent(request, absent)
    except Unanswered as error:
        return _told(request, error.status, gettext("This cannot be shown"), str(error))
    except BadRequest as error:
        response = _told(request, error.status, gettext("This cannot be shown"), error.message)
        for name, value in error.headers.items():
            response[name] = value
        return response


def show(
    request: HttpRequest,
    template: str,
    status: int = 200,
    asks: Mapping[str, Any] | None = None,
    answers: Sequence[Answer] = (),
    unasked: Collection[str] = (),
    **context: Any,
) -> HttpResponse:
    """Render a page with what every page needs.

    ``asks``: what its picture asks first, variables by document; ``answers``: what the page has asked itself already;
    ``unasked``: documents that are not needed while what the server drew is seen. The rest is asked by the browser,
    ahead of the modules that need it.
    """
    picture = context.get("view") or PICTURES.get(template)
    drawn = any(context.get(name) for name in DRAWN_HERE)
    modules = modules_of(picture, is_drawn=drawn)
    addresses = [address(name, given) for name, given in (asks or {}).items() if name not in unasked]
    told = {address(answer.name, answer.variables): answer.data for answer in answers}
    outline = world() if picture in MAPS else None
    frame = {
        "embedded": is_embedded(request),
        "missing": missing(EXPLORER),
        "world": outline,
        "drawn": drawn,
        "imports": json.dumps({"imports": {name: static(path) for name, path in PACKAGES.items()}}),
        "modules": modules,
        "asks": json.dumps(asks or {}),
        "ahead": [one for one in addresses if one not in told] + ([outline.names] if outline else []),
        "known": _known()
        | {
            "answers": told,
            "later": [static(name) for name in modules if drawn],
            "world": {"outline": outline.outline, "names": outline.names} if outline else {},
        },
    }
    return render(request, f"explorer/{template}.html", frame | context, status=status)


def _known() -> dict[str, Any]:
    """Return what the browser's modules are told: where to ask, by which hashes, and the words they draw."""
    return {
        "graphql": reverse("graphql"),
        "documents": DIGESTS,
        "words": {name: words(name) for name in DRAWN},
        "language": get_language(),
        "texts": _texts(str(get_language())),
    }


@cache
def _texts(language: str) -> dict[str, Any]:
    """Return the translations of the modules' own texts; English needs none."""
    if language == "en":
        return {}
    view = JavaScriptCatalog()
    view.translation = DjangoTranslation(language, domain="djangojs", localedirs=[str(settings.LOCALE_PATHS[0])])
    return cast("dict[str, Any]", view.get_catalog())


def _absent(request: HttpRequest, absent: Absent) -> HttpResponse:
    found = standing(absent.kind, absent.slug, access_from(request, is_counted=False).viewer)
    if isinstance(found, Merged):
        return redirect(f"/{absent.kind.collection}/{found.into}", permanent=True)
    if isinstance(found, Retracted):
        return show(request, "retracted", 410, retracted=found)
    return _told(request, 404, gettext("There is nothing here"), gettext("No such page, or it is not public."))


def _told(request: HttpRequest, status: int, title: str, message: str) -> HttpResponse:
    return show(request, "told", status, title=title, message=message)
