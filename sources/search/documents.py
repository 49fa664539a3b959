"""Writing the documents that are searched, with the records they are of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import batched
from typing import NamedTuple

from django.db.models import Q

from sources.choices import Status
from sources.created import Created
from sources.models import SearchDocument
from sources.querysets import visible
from sources.records import Changes, Json
from sources.search.kinds import Searched
from sources.search.words import Word, words_in
from sources.tables import write_rows
from sources.visibility import Viewer

BATCH = 1000
#: Characters that are searched of one text, and of all words of one record together.
LONGEST_TEXT = 100_000
MOST_WORDS = 250_000
COLUMNS = ("kind", "record", "slug", "precedence", "is_public", "names", "words", "texts")

#: The field of a text, and the text.
Text = tuple[str, str]


class Document(NamedTuple):
    """What is stored of one record; ``texts`` is JSON."""

    kind: str
    record: int
    slug: str
    precedence: int
    is_public: bool
    names: str
    words: str
    texts: str


def follow(searched: Searched, changes: Changes) -> None:
    """Bring the documents of one kind in line with what a writing changed."""
    fields = {name.partition(".")[0] for name in searched.fields}
    altered = {
        pk: change.after
        for pk, change in changes.of(searched.kind).items()
        if change.alters("slug", "status", "merged_into", *fields)
    }
    if searched.lists:
        for pks in batched(sorted({*altered, *_showing_otherwise(searched, changes)}), BATCH):
            index(searched, pks)
        return
    for some in batched(sorted(altered), BATCH):
        told = (_told(searched, pk, state) for pk in some if (state := altered[pk]) is not None)
        _replace(searched, some, [one for one in told if one is not None])


def follow_created(searched: Searched, created: Created) -> None:
    """Write the documents of all new records of one kind."""
    for pks in created.batches(searched.kind, BATCH):
        index(searched, pks)


def index(searched: Searched, pks: Collection[int]) -> None:
    """Write the documents of some records anew."""
    _replace(searched, pks, documents_of(searched, pks))


def _replace(searched: Searched, pks: Collection[int], documents: list[Document]) -> None:
    SearchDocument.objects.filter(kind=searched.kind, record__in=pks).delete()
    write_rows(SearchDocument, COLUMNS, documents)


def _told(searched: Searched, pk: int, state: dict[str, Json]) -> Document | None:
    """Return the document of a record without lists that are searched, as its state tells it; None where it has none.

    It is the one that :func:`documents_of` would read.
    """
    has_status = searched.of.has_status
    status = state.get("status", Status.DRAFT) if has_status else Status.PUBLISHED
    if status == Status.RETRACTED or (not has_status and "merged_into" in state):
        return None
    given = {name: state.get(name, "") for name in searched.columns}
    texts = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
    found = document(searched, pk, state["slug"], status == Status.PUBLISHED, texts)
    return found if found.words else None


def documents_of(searched: Searched, pks: Collection[int]) -> list[Document]:
    """Return the documents of some records, as they should be: a statement, and one for each list."""
    kind = searched.of
    status = ["status"] if kind.has_status else []
    rows = kind.objects.visible_to(Viewer.DRAFTS).filter(pk__in=pks).order_by("pk")
    texts: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    found = list(rows.values_list("pk", "slug", *status, *searched.columns))
    for pk, _, *values in found:
        for field, value in zip(searched.columns, values[len(status) :], strict=True):
            texts[pk][field].extend(value if isinstance(value, list) else [value])
    for name in searched.lists:
        for pk, field, text in _owned(searched, name, [pk for pk, *_ in found]):
            texts[pk][field].append(text)
    made = (
        document(searched, pk, slug, not status or values[0] == Status.PUBLISHED, texts[pk])
        for pk, slug, *values in found
    )
    return [one for one in made if one.words]


def _owned(searched: Searched, name: str, pks: Collection[int]) -> Iterator[tuple[int, str, str]]:
    """Yield owner, field and text of the rows of a list that are shown to those who see their owner."""
    rows, columns = searched.rows(name), searched.lists[name]
    shown = Q()
    for reference in searched.resting(name):
        hidden_from = f"{reference.name}__"
        to_public = visible(Viewer.PUBLIC, hidden_from)
        to_editors = visible(Viewer.DRAFTS, hidden_from) & ~Q(**{f"{rows.owner}__status": Status.PUBLISHED})
        shown &= Q(**{f"{reference.name}__isnull": True}) | to_public | to_editors
    owned = rows.model._default_manager.filter(shown, **{f"{rows.owner}__in": pks})
    for pk, *texts in owned.order_by(rows.owner, "position", "pk").values_list(f"{rows.owner}_id", *columns):
        yield from ((pk, f"{name}.{column}", text) for column, text in zip(columns, texts, strict=True))


def document(searched: Searched, pk: int, slug: str, is_public: bool, given: Mapping[str, Iterable[str]]) -> Document:
    """Return what is stored of a record with some texts, given by their fields."""
    texts = [
        (field, text) for field in searched.fields for text in given.get(field, ()) if isinstance(text, str) and text
    ]
    found = [(field, list(words_in(text[:LONGEST_TEXT]))) for field, text in texts]
    names = (words for field, words in found if field in searched.names and words)
    return Document(
        searched.kind,
        pk,
        slug,
        searched.precedence,
        is_public,
        "".join(f"\n {' '.join(word.text for word in words)} " for words in names) + "\n",
        _written(words for _, words in found),
        json.dumps(texts, ensure_ascii=False),
    )


def _written(found: Iterable[list[Word]]) -> str:
    """Return every word once; of a text that has more than fit the first ones."""
    every = dict.fromkeys(part.text for words in found for word in words for part in (word, *word.parts))
    kept, size = [], 0
    for word in every:
        size += len(word) + 1
        if size > MOST_WORDS:
            break
        kept.append(word)
    return " ".join(kept)


def _showing_otherwise(searched: Searched, changes: Changes) -> Iterator[int]:
    """Yield the records with rows that name what was hidden or shown, and are left out or come back with it."""
    for name in searched.lists:
        for reference in searched.resting(name):
            turned = [pk for pk, change in changes.of(reference.kind).items() if change.alters("status")]
            for pks in batched(turned, BATCH):
                lookup = {f"{name}__{reference.name}__in": pks}
                yield from searched.of.objects.filter(**lookup).values_list("pk", flat=True)
