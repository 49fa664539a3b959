"""Pages of a list, by keyset: the same for a root list and for a list under many parents, in both APIs.

A page asks for the rows after or before a *position*, which is the values that its order sorts by. So no row is
skipped or repeated when others are written between two requests, and a page far down costs what the first one does.
"""

from __future__ import annotations

import base64
import datetime
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Count, F, Func, Model, Q, QuerySet, Window
from django.db.models.functions import Collate, DenseRank

from sources.dates import MAX_DAY, MIN_DAY
from sources.refusals import exceeds, refuse

#: Rows of a page where the caller names no size, and the most it may name.
DEFAULT_SIZE = 20
LARGEST_SIZE = 100

LONGEST_CURSOR = 8_000
KEY_NAME = "order_key_{}"
PARENT = "page_parent"
RANK = "page_rank"


@dataclass(frozen=True)
class Order:
    """A named order: what it sorts by, each with whether it descends; the last is unique.

    A key is a field path or an expression over one, and is null in no row. From what is asked follows where a page
    need not look: ``follows`` returns what follows for the keys, and ``parts`` predicates of which each row passes one,
    where the rows of each are found sooner in this order than those of all; none where that is not so.
    """

    name: str
    keys: tuple[tuple[str | Func, bool], ...]
    follows: Callable[[Mapping[str, Any]], Q] = field(default=lambda asked: Q(), compare=False)
    parts: Callable[[Mapping[str, Any]], Sequence[Q]] = field(default=lambda asked: (), compare=False)


class Placed(NamedTuple):
    """What is told of a row, in place of the row itself, and its position."""

    position: Sequence[Any]
    told: Any


@dataclass(frozen=True)
class Page:
    """Some rows of a list, in its order, and whether there are more on either side."""

    rows: list[Any] = field(default_factory=list)
    has_next: bool = False
    has_previous: bool = False
    order: Order = Order("", ())

    def cursor(self, row: Model | Placed) -> str:
        """Return the opaque, URL-safe text that names the position of one of the rows."""
        keys = range(len(self.order.keys))
        position = row.position if isinstance(row, Placed) else [getattr(row, KEY_NAME.format(key)) for key in keys]
        return cursor_of(self.order.name, position)


@dataclass(frozen=True)
class Key:
    """One key of an order as a column of the rows, and how its value is read from a cursor."""

    name: str
    descends: bool
    read: Callable[[Any], Any]

    def sorting(self, *, backwards: bool) -> Any:
        return F(self.name).desc() if self.descends != backwards else F(self.name).asc()

    def past(self, *, onward: bool) -> str:
        return "gt" if onward != self.descends else "lt"


@dataclass(frozen=True)
class Span:
    """What a caller asked for: how many rows, from which end, between which positions."""

    size: int
    backwards: bool
    after: list[Any] | None
    before: list[Any] | None


def page(
    queryset: QuerySet[Any],
    order: Order,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Page:
    """Return the first or the last rows of a list, or of what lies between two cursors, in one statement.

    Twenty rows where no size is given. ``has_previous`` of a page that begins at a cursor, and ``has_next`` of one
    that ends at one, mean that the cursor's own row lies there.

    :raises Refusal: PAGE_TOO_LARGE above 100, BAD_CURSOR for a text that is no cursor of this order, BAD_USER_INPUT
        for a negative size or for both sizes.
    """
    rows, keys = keyed(queryset, order)
    span = span_of(order, keys, first, after, last, before)
    wanted = rows.filter(between(keys, span)).order_by(*sorting(keys, span))
    return page_of(order, list(wanted[: span.size + 1]), span)


def pages_each(
    queryset: QuerySet[Any],
    parent_field: str,
    parent_pks: Iterable[int],
    order: Order,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> dict[int, Page]:
    """Return, for each parent, the page :func:`page` would give of its rows, in one statement for all of them.

    ``parent_field`` is a lookup path from a row to its parent; where it leads to many, a row is on the page of each,
    once. A parent without rows has an empty page.

    :raises Refusal: as :func:`page` does.
    """
    wanted = list(dict.fromkeys(parent_pks))
    rows, keys = keyed(queryset, order)
    span = span_of(order, keys, first, after, last, before)
    of_parents = rows.annotate(**{PARENT: F(parent_field)}).filter(between(keys, span), **{f"{PARENT}__in": wanted})
    # Dense: a row that is joined to its parent twice has one rank, and is kept once below.
    rank = Window(DenseRank(), partition_by=[F(PARENT)], order_by=sorting(keys, span))
    ranked = of_parents.annotate(**{RANK: rank}).filter(**{f"{RANK}__lte": span.size + 1}).order_by(RANK)
    found: dict[int, dict[Any, Any]] = {pk: {} for pk in wanted}
    for row in ranked if wanted else ():
        found[getattr(row, PARENT)].setdefault(row.pk, row)
    return {pk: page_of(order, list(some.values()), span) for pk, some in found.items()}


def count_each(queryset: QuerySet[Any], parent_field: str, parent_pks: Iterable[int]) -> dict[int, int]:
    """Return how many rows each parent has, in one statement; a row joined to its parent twice counts once."""
    wanted = list(dict.fromkeys(parent_pks))
    counts = dict.fromkeys(wanted, 0)
    if wanted:
        rows = queryset.order_by().annotate(**{PARENT: F(parent_field)}).filter(**{f"{PARENT}__in": wanted})
        counts.update(rows.values_list(PARENT).annotate(Count("pk", distinct=True)))
    return counts


def asked_size(first: int | None, last: int | None) -> int:
    """Return how many rows a page is to have.

    :raises Refusal: as :func:`page` does for a size.
    """
    if first is not None and last is not None:
        raise refuse("BAD_USER_INPUT", "Ask for the first rows or for the last ones, not for both.", "last")
    sizes = {"first": first, "last": last}
    for name, size in sizes.items():
        _check_size(name, size)
    return next((size for size in sizes.values() if size is not None), DEFAULT_SIZE)


def page_of(order: Order, found: list[Any], span: Span) -> Page:
    more = len(found) > span.size
    rows = found[: span.size]
    if span.backwards:
        return Page(rows[::-1], span.before is not None, more or span.after is not None, order)
    return Page(rows, more or span.before is not None, span.after is not None, order)


def keyed(queryset: QuerySet[Any], order: Order) -> tuple[QuerySet[Any], list[Key]]:
    """Return the queryset with the values of the order's keys on each row, and the keys."""
    columns, keys = {}, []
    for number, (key, descends) in enumerate(order.keys):
        expression: Any = key if isinstance(key, Func) else F(key)
        target = expression.resolve_expression(queryset.query.chain()).output_field
        kind = target.get_internal_type()
        if kind in _TEXTS and target.db_collation != "BINARY":
            expression = Collate(expression, "BINARY")  # the engines' own collations differ
        name = KEY_NAME.format(number)
        columns[name] = expression
        keys.append(Key(name, descends, _READERS.get(kind, _number)))
    return queryset.annotate(**columns), keys


def first_of(every: QuerySet[Any], order: Order, span: Span, asked: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the rows of a page with the values of the order's keys, and one row more where there are more.

    They are the first of the first of each part, whose rows are found one by one in the order of an index.
    """
    parts = order.parts(asked) or [Q()]
    rows, keys = keyed(every.filter(order.follows(asked)), order)
    rows, most = rows.filter(between(keys, span)).order_by(*sorting(keys, span)), span.size + 1
    if len(parts) == 1:
        return rows.filter(parts[0])[:most]
    all_rows = every.model._default_manager.order_by()
    # SQLite takes no LIMIT in a part of a union, but in what such a part selects by.
    some = [all_rows.filter(pk__in=rows.filter(part).values("pk")[:most]).values("pk") for part in parts]
    found, keys = keyed(all_rows.filter(pk__in=some[0].union(*some[1:], all=True)), order)
    return found.order_by(*sorting(keys, span))[:most]


def sorting(keys: Sequence[Key], span: Span) -> list[Any]:
    return [key.sorting(backwards=span.backwards) for key in keys]


def between(keys: Sequence[Key], span: Span) -> Q:
    condition = Q()
    if span.after is not None:
        condition &= _beyond(keys, span.after, onward=True)
    if span.before is not None:
        condition &= _beyond(keys, span.before, onward=False)
    return condition


def _beyond(keys: Sequence[Key], values: Sequence[Any], *, onward: bool) -> Q:
    """Return the predicate of the rows past a position.

    A comparison of whole rows knows one direction only, so each key that may differ is a branch of its own. The
    comparison of the first key stands before them because an index can use it.
    """
    condition, tied = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= tied & Q((f"{key.name}__{key.past(onward=onward)}", value))
        tied &= Q((key.name, value))
    leading = keys[0]
    return Q((f"{leading.name}__{leading.past(onward=onward)}e", values[0])) & condition


@lru_cache(maxsize=256)
def keys_of(model: type[Model], order: Order) -> list[Key]:
    """Return the keys of an order of all rows of a model."""
    return keyed(model._default_manager.all(), order)[1]


def span_of(
    order: Order,
    keys: Sequence[Key],
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Span:
    """Return what a caller asks for. :raises Refusal: as :func:`page` does."""
    size = asked_size(first, last)
    cursors = {"after": after, "before": before}
    ends = {name: None if text is None else _position(order, keys, name, text) for name, text in cursors.items()}
    return Span(size, last is not None, **ends)


def _check_size(name: str, size: int | None) -> None:
    if size is not None and size < 0:
        raise refuse("BAD_USER_INPUT", f"A page has 0 to {LARGEST_SIZE} rows; {size} were asked for.", name)
    if size is not None and size > LARGEST_SIZE:
        message = f"A page has at most {LARGEST_SIZE} rows; {size} were asked for."
        raise exceeds("PAGE_TOO_LARGE", message, name, limit=LARGEST_SIZE, found=size)


def cursor_of(order: str, values: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime.datetime) else value for value in values]
    body = json.dumps([order, *plain], ensure_ascii=False, separators=(",", ":")).encode()
    # The checksum finds what was cut or mistyped. A cursor that was forged names another position, nothing else.
    return _encoded(zlib.crc32(body).to_bytes(4) + body)


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _position(order: Order, keys: Sequence[Key], name: str, cursor: str) -> list[Any]:
    try:
        named, *values = _body(cursor)
    except (ValueError, TypeError, RecursionError) as error:
        raise refuse("BAD_CURSOR", "This is no cursor of this server: pass one on as it was given.", name) from error
    if named != order.name:
        message = f"This cursor belongs to another order than {order.name}: begin again without it."
        raise refuse("BAD_CURSOR", message, name)
    try:
        return [key.read(value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, OverflowError) as error:
        raise refuse("BAD_CURSOR", "This cursor names no position in this order.", name) from error


def _body(cursor: str) -> list[Any]:
    """Return what a cursor carries. :raises ValueError: when it was not written by :func:`cursor_of`."""
    if len(cursor) > LONGEST_CURSOR:
        raise ValueError
    raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    check, body = raw[:4], raw[4:]
    content = json.loads(body)
    if check != zlib.crc32(body).to_bytes(4) or _encoded(raw) != cursor or not isinstance(content, list):
        raise ValueError
    return content


def _number(value: Any) -> int:
    if type(value) is not int or not MIN_DAY <= value <= MAX_DAY:
        raise ValueError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    value.encode()  # half a surrogate pair is no text for a database
    return value


def _moment(value: Any) -> datetime.datetime:
    moment = datetime.datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment.astimezone(datetime.UTC)


_TEXTS = ("CharField", "TextField")
_READERS: dict[str, Callable[[Any], Any]] = {**dict.fromkeys(_TEXTS, _text), "DateTimeField": _moment}
