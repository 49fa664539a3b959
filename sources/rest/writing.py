"""Writing one kind of record: by POST, PUT, PATCH and DELETE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.http import HttpResponse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.permissions import IsAuthenticatedOrReadOnly
from rest_framework.request import Request

from sources import actions, journal
from sources.access import Access
from sources.actions import Incoming
from sources.choices import Road, Status
from sources.journal import Writing
from sources.models.records import new_slug
from sources.records import Json, Places, is_visible, kind_of
from sources.refusals import Fault, Refusal, faults_of, refuse
from sources.rest.access import MayRead, access_of
from sources.rest.bodies import JSONBodyParser, MergePatchParser
from sources.rest.conditions import Conditions, empty, etag_of
from sources.rest.headers import is_minimal, reason_of
from sources.rest.nesting import companions
from sources.rest.problems import Problem, Retracted
from sources.rest.received import Nested, Pointers, record_in
from sources.rest.rendering import as_json
from sources.rest.repeats import Repeatable
from sources.rest.shown import records
from sources.rest.views import Resource, only_parameters
from sources.visibility import Viewer


@dataclass
class Done:
    """What a write did: to which record, and what its answer is."""

    slug: str
    #: The record's primary key; none where it was deleted.
    key: int | None
    status: HTTPStatus = HTTPStatus.OK
    #: Added to the record in the answer.
    more: dict[str, Json] = field(default_factory=dict)
    #: Answered instead of the record.
    answer: Callable[[Any], dict[str, Json]] | None = None


class WritableResource(Resource):
    """One kind of record, for reading and writing."""

    permission_classes = (IsAuthenticatedOrReadOnly, MayRead)
    parser_classes = (JSONBodyParser, MergePatchParser)
    nested: ClassVar[tuple[Nested, ...]] = ()

    @cached_property
    def access(self) -> Access:
        return access_of(self.request)

    @cached_property
    def pointers(self) -> Pointers:
        return Pointers(self.access.viewer)

    def create(self, request: Request) -> HttpResponse:
        """Make a record."""
        self.open("add")

        def work(writing: Writing) -> Done:
            data = self.received()
            slug = str(data.setdefault("slug", new_slug()))
            if self.kind.objects.filter(slug=slug).exists():
                raise refuse("SLUG_TAKEN", "Another record of this kind has this slug.", "slug")
            return self.keep(writing, data, status=HTTPStatus.CREATED)

        return self.write(work)

    def update(self, request: Request, slug: str) -> HttpResponse:
        """Make a record under this slug, or replace the one there."""
        self.open("add", "change")
        conditions = Conditions.of(request)

        def work(writing: Writing) -> Done:
            row = self.writable(slug, conditions)
            data = self.received(slug)
            if row is None:
                return self.keep(writing, data, status=HTTPStatus.CREATED)
            return self.keep(writing, *actions.replaced(self.kind, row, data, self.viewer), row=row)

        return self.write(work)

    def partial_update(self, request: Request, slug: str) -> HttpResponse:
        """Change some fields of a record."""
        self.open("change")
        conditions = Conditions.of(request)

        def work(writing: Writing) -> Done:
            row = self.found(slug, conditions)
            data = self.received(slug)
            return self.keep(writing, *actions.patched(self.kind, row, data, self.viewer), row=row)

        return self.write(work)

    def destroy(self, request: Request, slug: str) -> HttpResponse:
        """Delete a record that was never public and that nothing refers to."""
        self.open("delete")
        conditions = Conditions.of(request)

        def work(writing: Writing) -> Done:
            actions.delete(writing, self.found(slug, conditions))
            return Done(slug, None, HTTPStatus.NO_CONTENT)

        return self.write(work)

    def open(self, *deeds: str, parameters: tuple[str, ...] = ()) -> None:
        """Let in those who may do one of these deeds to such records. The record itself is looked at later.

        :raises Problem: 403.
        """
        only_parameters(self.request, *parameters)
        objections = [self.access.objection(self.kind, deed) for deed in deeds]
        if all(objections):
            raise Problem(403, "FORBIDDEN", objections[0])
        self._check_body()

    def _check_body(self) -> None:
        meta = self.request.META
        if meta.get("HTTP_TRANSFER_ENCODING") and not meta.get("CONTENT_LENGTH"):
            raise Problem(411, "LENGTH_REQUIRED", "Send the length of the body, not chunks.")
        if self.request.method != "PATCH" and self.request.content_type.startswith(MergePatchParser.media_type):
            raise UnsupportedMediaType(MergePatchParser.media_type)
        _ = self.request.data  # read before the writers' turn is taken

    def received(self, slug: str | None = None) -> dict[str, Json]:
        """Return the record in the body. :raises Refusal: when it is none, or has another slug than the address."""
        data = record_in(self.kind, self.request.data, [extra.name for extra in self.extras])
        if slug is not None and data.setdefault("slug", slug) != slug:
            raise refuse("SLUG_FIXED", f"The slug is {slug}, as in the address; it does not change.", "slug")
        return data

    def found(self, slug: str, conditions: Conditions) -> Any:
        """Return the row to write. :raises ObjectDoesNotExist: for hidden and absent alike."""
        row = self.writable(slug, conditions, hidden=ObjectDoesNotExist())
        if row is None:
            raise ObjectDoesNotExist
        return row

    def writable(self, slug: str, conditions: Conditions, hidden: Exception | None = None) -> Any:
        """Return the row to write, none where there is none. Those who see drafts may write what is retracted.

        :raises Retracted: :raises Problem: when a condition fails; for what is hidden what is given, or SLUG_TAKEN.
        """
        rows = () if "\0" in slug else self.kind.joined(self.kind.objects.filter(slug=slug))
        row = next(iter(rows), None)
        viewer = self.viewer
        into = getattr(row, "merged_into", None)
        if into is not None and is_visible(into, viewer):
            names = ((self.kind.name, into.slug),)
            raise Refusal([Fault("MERGED", f"This was merged into {into.slug}.", (), names=names)])
        if row is not None and not is_visible(row, viewer):
            if row.status != Status.RETRACTED:
                raise hidden or refuse("SLUG_TAKEN", "Another record of this kind has this slug.", "slug")
            if viewer is Viewer.PUBLIC:
                raise Retracted(row.retracted_at, row.retraction_reason)
        if row is not None:
            conditions.check(self.kind, row, viewer, lambda: self.tagged(row.pk)[1])
        elif hidden is None:
            conditions.check_absent()
        return row

    def keep(
        self,
        writing: Writing,
        data: dict[str, Json],
        places: Places | None = None,
        *,
        row: Any = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> Done:
        """Put a record and those nested in it, in place of ``row``. ``places`` says where its rows were given."""
        slug = str(data["slug"])
        self.pointers.put(self.kind.name, slug, places)
        incoming: list[Incoming] = []
        more: dict[str, Json] = {}
        for nested in self.nested:
            if nested.name in data:
                beside, more[nested.name] = companions(nested, data, slug, self.viewer, self.pointers)
                incoming.extend(beside)
        body = {key: value for key, value in data.items() if key not in more}
        saved = actions.put_records(writing, [Incoming(self.kind, body, row=row), *incoming])
        [key] = [one.pk for one in saved if (kind_of(one), one.slug) == (self.kind, slug)]
        return Done(slug, key, status, more)

    def write(self, work: Callable[[Writing], Done]) -> HttpResponse:
        """Do a write in one transaction and answer the record as it stands then; done before, answer the same again.

        :raises Problem: naming everything that is wrong.
        """
        repeatable = Repeatable.of(self.request, self.access) if self.request.method == "POST" else None
        reason = reason_of(self.request)
        try:
            with transaction.atomic():
                with journal.writing(access=self.access, reason=reason, road=Road.REST, savepoint=False) as current:
                    given = repeatable.answer() if repeatable else None
                    done = None if given else work(current)
                return given or self._answer(done, repeatable)
        except ValidationError as error:
            raise self.pointers.refused(Refusal(faults_of(error))) from error

    def _answer(self, done: Done | None, repeatable: Repeatable | None) -> HttpResponse:
        assert done is not None
        if done.key is None:
            return empty(done.status)
        record, etag = self.tagged(done.key)
        answer = done.answer(self.kind.objects.get(pk=done.key)) if done.answer else {**record, **done.more}
        response = self._written(answer, done.status)
        response["ETag"] = etag
        if done.status == HTTPStatus.CREATED:
            path = self.request.path if self.request.method == "PUT" else f"{self.request.path}{done.slug}/"
            response["Location"] = self.request.build_absolute_uri(path)
        if repeatable:
            repeatable.keep(response)
        return response

    def _written(self, answer: dict[str, Json], status: HTTPStatus) -> HttpResponse:
        if not is_minimal(self.request):
            return HttpResponse(as_json(answer), "application/json", status)
        response = empty(HTTPStatus.NO_CONTENT if status == HTTPStatus.OK else status)
        response["Preference-Applied"] = "return=minimal"
        return response

    def tagged(self, key: int) -> tuple[dict[str, Json], str]:
        """Return the record with a primary key as it is answered, and the entity tag of that."""
        record = records().some(self.kind, self.extras, [key], self.viewer, hidden=True)[key]
        return record, etag_of(record["version"], as_json(record))
