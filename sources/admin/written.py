"""Times as they are typed in the admin: in EDTF or in words, counted from the date of the source that is named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, JsonResponse

from sources import dates
from sources.admin.choosing import is_key
from sources.admin.lookalikes import Entered
from sources.admin.times import understood
from sources.choices import TimeBasis
from sources.dates.english import Reading, read_english
from sources.models import Source
from sources.visibility import Viewer, viewer_of

#: The fields of a page in which a source may be named, of the record itself and of its first citations.
_NAMING = re.compile(r"source|citations-\d+-source")


def read_times(form: Any) -> None:
    """Turn the times of a form that was sent into EDTF; what was typed in words is kept as the wording.

    What may be meant otherwise is left with the row, to be shown with how the time was understood.
    """
    for name in getattr(form._meta.model, "times", ()):
        text = form.cleaned_data.get(f"{name}_edtf")
        if text:
            try:
                _read(form, name, text)
            except dates.BadEdtf as error:
                form.add_error(f"{name}_edtf", error)


def _read(form: Any, name: str, text: str) -> None:
    """Read one time. :raises BadEdtf: where it is not understood."""
    try:
        dates.parse(text)
        return
    except dates.BadEdtf:
        readings = read_english(text, published(_source_of(form), form.viewer))
    form.cleaned_data[f"{name}_edtf"] = readings[0].edtf
    vars(form.instance).setdefault("readings", {})[name] = readings
    _keep(form, f"{name}_worded", text)
    if any(reading.why for reading in readings):
        _keep(form, f"{name}_basis", TimeBasis.INFERRED)


def _keep(form: Any, field: str, value: str) -> None:
    """Give a column a value unless someone gave it another on this page."""
    if field not in form.fields:
        setattr(form.instance, field, value)
    elif field not in form.changed_data or not form.cleaned_data.get(field):
        form.cleaned_data[field] = value


def _source_of(form: Any) -> Source | str | None:
    """Return the source that a form names, or its key: its own, the first one cited on the page, the stored one."""
    own = getattr(form, "source", None) or form.cleaned_data.get("source")
    return own or next(_sent(form), None) or _stored(form.instance)


def _sent(form: Any) -> Iterator[str]:
    return (value for key, value in sorted(form.data.items()) if _NAMING.fullmatch(key) and is_key(str(value)))


def _stored(row: Any) -> Source | None:
    cited = row.citations.order_by("position").first() if row.pk and hasattr(row, "citations") else None
    source: Source | None = cited.source if cited else None
    return source


def entered_time(entered: Entered, name: str, viewer: Viewer) -> dates.ParsedTime | None:
    """Return a time that is being typed, counted from the source that the page names; None while it cannot be read."""
    text = entered.text(f"{name}_edtf")
    named = next((source for _, source in sorted(entered.telling(_NAMING.pattern))), None)
    try:
        return dates.parse(read_english(text, published(named, viewer))[0].edtf) if text else None
    except dates.BadEdtf:
        return None


def published(source: Source | str | None, viewer: Viewer) -> dates.ParsedTime | None:
    """Return the date of a source, given by itself or by its key as far as a viewer may see it."""
    if isinstance(source, str):
        source = Source.objects.visible_to(viewer).filter(pk=source).first() if is_key(source) else None
    when = source.published if source else None
    return dates.parse(when.edtf) if when else None


def reading_view(request: HttpRequest) -> JsonResponse:
    """Answer how a text would be understood as a time, while it is typed: the readings, or what is wrong with it."""
    viewer = viewer_of(request.user)
    try:
        readings = read_english(request.GET.get("text", ""), published(request.GET.get("source", ""), viewer))
    except dates.BadEdtf as error:
        return JsonResponse({"fault": " ".join(error.messages)})
    return JsonResponse({"readings": [_told(reading) for reading in readings]})


def _told(reading: Reading) -> dict[str, str]:
    return {"edtf": reading.edtf, "why": reading.why, "understood": understood(reading.edtf)}
