"""Loading files in the admin: first shown what they would change, then loaded with a reason."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from sources import actions, ingest
from sources.access import Access, has_use_of
from sources.admin.wording import Altered, Differing, labels_of, lines
from sources.choices import Road, Scope
from sources.differences import differences
from sources.ingest.lines import Line, split
from sources.ingest.report import LoadRefused, Report
from sources.ingest.streams import decoded, encoding_of
from sources.models import JournalHead, JournalRow, Upload
from sources.records import kind_named
from sources.refusals import Fault, Refusal, refuse
from sources.visibility import Viewer, viewer_of

#: How many changed records are shown, and how many faults.
SHOWN = 100


@dataclass
class Reading:
    """What was read of a file: lines of a bundle, what is wrong with others, what is left unread.

    ``placed`` says where in the file a fault of the nth line stands.
    """

    lines: Iterable[Line]
    faults: list[Fault] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    placed: Callable[[Fault], Fault] = lambda fault: fault


@dataclass(frozen=True)
class Format:
    """A format that is loaded. ``read`` takes the whole file and the view of whoever loads it."""

    name: str
    label: str
    read: Callable[[bytes, Viewer], Reading]


_formats: dict[str, Format] = {}


def register_format(one: Format) -> None:
    """Make known a format that files are loaded in."""
    _formats[one.name] = one


register_format(Format("bundle", "Bundle (JSON Lines)", lambda data, viewer: Reading(split(io.BytesIO(data)))))


class UploadForm(forms.Form):
    """Which file, and what it is."""

    file = forms.FileField(help_text="May be compressed with gzip or zstandard.")
    format = forms.ChoiceField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["format"]
        chosen.choices = [(one.name, one.label) for one in _formats.values()]

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(TOO_LARGE.format(settings.UPLOAD_MAX_BYTES), code="BODY_TOO_LARGE")
        stream = io.BufferedReader(sent.file)
        try:
            data: bytes = decoded(stream, encoding_of(stream), settings.UPLOAD_MAX_BYTES).read()
        except Refusal as refusal:
            raise ValidationError(refusal.faults[0].message, code=refusal.code) from refusal
        return data


TOO_LARGE = "At most {:,} bytes are loaded here; larger files by manage.py load or over REST."


def upload_view(site: Any, request: HttpRequest) -> HttpResponse:
    """Answer the page that takes a file."""
    _demand(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent: Any = request.FILES["file"]
        how, content = form.cleaned_data["format"], form.cleaned_data["file"]
        upload = actions.keep_upload(by=request.user, name=sent.name, format=how, content=content)
        return HttpResponseRedirect(reverse("admin:import_preview", args=[upload.pk]))
    context = {**site.each_context(request), "title": "Import", "form": form}
    return TemplateResponse(request, "admin/sequitur/import.html", context)


def may_import(request: HttpRequest) -> bool:
    """Return whether a user may write anything at all; of each record it is asked when it is loaded."""
    return viewer_of(request.user) is Viewer.DRAFTS and has_use_of(request.user, Scope.WRITE)


def _demand(request: HttpRequest) -> None:
    if not may_import(request):
        raise PermissionDenied


def preview_view(site: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file would change; with a reason, load it."""
    _demand(request)
    upload = Upload.objects.filter(pk=pk, by=request.user.pk).first()
    if upload is None:
        raise Http404
    if request.method == "POST":
        return _dropped(request, upload) if "drop" in request.POST else _loaded(request, upload)
    preview = Preview(site, request, upload)
    context = {
        **site.each_context(request),
        "title": f"Import {upload.name}",
        "upload": upload,
        "preview": preview,
    }
    return TemplateResponse(request, "admin/sequitur/import_preview.html", context)


def _dropped(request: HttpRequest, upload: Upload) -> HttpResponse:
    actions.drop_upload(upload)
    messages.success(request, "The file was dropped; nothing was changed.")
    return HttpResponseRedirect(reverse("admin:import"))


def _loaded(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Load a file for good and go to its changes; or back to the page, above which it says why it was not."""
    reason = request.POST.get("reason", "").strip()
    try:
        if not reason:
            raise refuse("REASON_REQUIRED", "Say why.")
        with transaction.atomic():
            reading = _read(request, upload)
            _refuse_unseen(request)
            report = _load(request, reading, reason)
    except Refusal as refusal:
        for fault in refusal.faults[:3]:
            messages.error(request, str(fault))
        return HttpResponseRedirect(f"{request.path}?skip=1" if _skips(request) else request.path)
    actions.drop_upload(upload)
    messages.success(request, f"Loaded: {_summary(report)}.")
    if report.first is None:
        return HttpResponseRedirect(reverse("admin:import"))
    query = f"number__gte={report.first}&number__lte={report.last}"
    return HttpResponseRedirect(f"{reverse('admin:sources_journalrow_changelist')}?{query}")


def _refuse_unseen(request: HttpRequest) -> None:
    """Refuse to load into another store than the one that was shown. :raises Refusal: VERSION_MISMATCH."""
    if request.POST.get("seen_number") != str(_last_number()):
        raise refuse("VERSION_MISMATCH", "The store has changed since this was shown; look again.")


def _last_number() -> int:
    return JournalHead.objects.values_list("last_number", flat=True).first() or 0


def _skips(request: HttpRequest) -> bool:
    return (request.POST if request.method == "POST" else request.GET).get("skip") == "1"


def _read(request: HttpRequest, upload: Upload) -> Reading:
    return _formats[upload.format].read(bytes(upload.content), viewer_of(request.user))


def _load(request: HttpRequest, reading: Reading, reason: str) -> Report:
    """Load what was read. :raises LoadRefused: with every fault at its place in the file."""
    skips = _skips(request)
    if reading.faults and not skips:
        raise LoadRefused(reading.faults, len(reading.faults))
    try:
        report = ingest.load(
            reading.lines, access=Access(request.user), reason=reason, road=Road.ADMIN, skip_errors=skips
        )
    except LoadRefused as refused:
        raise LoadRefused(map(reading.placed, refused.faults), refused.total) from refused
    report.faults = [*reading.faults, *map(reading.placed, report.faults)]
    report.total += len(reading.faults)
    report.failed += len(reading.faults)
    return report


def _summary(report: Report) -> str:
    counts = {"new": report.created, "changed": report.updated, "retracted": report.retracted}
    counts |= {"unchanged": report.unchanged, "left out": report.failed}
    return ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "nothing"


class Preview:
    """What loading a file would come to; nothing is kept."""

    def __init__(self, site: Any, request: HttpRequest, upload: Upload) -> None:
        self._site = site
        self.skips = _skips(request)
        self.seen_number = _last_number()
        self.report: Report | None = None
        self.faults: list[Fault] = []
        self.total_faults = 0
        self.not_read: list[str] = []
        self.changes: list[tuple[JournalRow, list[Altered]]] = []
        try:
            with transaction.atomic():
                self._try(request, upload)
                transaction.set_rollback(True)
        except Refusal as refusal:
            self._note(refusal.faults, getattr(refusal, "total", len(refusal.faults)))

    def _try(self, request: HttpRequest, upload: Upload) -> None:
        reading = _read(request, upload)
        self.not_read = reading.not_read
        report = self.report = _load(request, reading, "")
        self._note(report.faults, report.total)
        if report.first is not None:
            rows = JournalRow.objects.filter(number__gte=report.first, number__lte=report.last)
            shown = [(row, _differing(row)) for row in rows.order_by("number")[:SHOWN]]
            labels = labels_of(self._site, request, [one for _, one in shown])
            self.changes = [(row, lines(one, labels)) for row, one in shown]

    def _note(self, faults: Iterable[Fault], total: int) -> None:
        self.faults, self.total_faults = list(faults)[:SHOWN], total

    @property
    def summary(self) -> str:
        return _summary(self.report) if self.report else ""

    @property
    def may_load(self) -> bool:
        return self.report is not None and bool(self.report.changed)

    @property
    def more(self) -> int:
        """How many records would change beside those that are shown."""
        return (self.report.changed if self.report else 0) - len(self.changes)


def _differing(row: JournalRow) -> Differing:
    kind = kind_named(row.kind)
    return Differing(kind, differences(kind, row.before, row.after))
