"""What a caller may ask of a list: a name, the kind of value it takes, and the predicate it stands for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, TextChoices

from sources.filters import values
from sources.visibility import Viewer

#: The predicate of a value. It never looks at the value, which may be an expression.
Where = Callable[[Any, Viewer], Q]


class AskedField(forms.Field):
    """A value, or a list of them, read by one function; None where nothing was asked."""

    widget = forms.TextInput

    def __init__(self, *, read: Callable[[Any], Any], many: bool, choices: object = (), **rest: Any) -> None:
        super().__init__(**rest)
        self.read = read
        self.many = many

    def clean(self, value: Any) -> Any:
        if value is None:
            return None
        return [self.read(one) for one in values.listed(value)] if self.many else self.read(value)


class Asked(django_filters.Filter):
    """One parameter of a list.

    ``many`` says that it takes a list, ``choices`` which vocabulary its values come from; the subclass says what
    scalar they are. ``where`` is its predicate; None for one that is asked together with others.
    """

    def __init__(
        self,
        help_text: str,
        where: Where | None = None,
        *,
        many: bool = False,
        choices: type[TextChoices] | None = None,
        read: Callable[[Any], Any] | None = None,
    ) -> None:
        extra = {"choices": choices.choices} if choices else {}
        super().__init__(label="", help_text=help_text, **extra)
        self.help_text = help_text
        self.where = where
        self.many = many
        self.choices = choices
        reader = read or (values.one_of(choices) if choices else self.read)
        self.field_class = partial(AskedField, read=reader, many=many)

    def read(self, value: Any) -> Any:
        """Return a value as the predicate takes it. :raises ValidationError: when it is of another kind."""
        return values.a_text(value)


class Text(Asked):
    """Words, or a code such as a language."""


class Slug(Asked):
    """The key of one record. An unknown or hidden one finds nothing."""


class Slugs(Slug):
    """Keys of records, any of which may hold."""

    def __init__(self, help_text: str, where: Where | None = None, **rest: Any) -> None:
        super().__init__(help_text, where, many=True, **rest)


class Choice(Asked):
    """One word of a vocabulary."""

    def __init__(self, help_text: str, choices: type[TextChoices], where: Where | None = None, **rest: Any) -> None:
        super().__init__(help_text, where, choices=choices, **rest)


class Choices(Choice):
    """Words of a vocabulary, any of which may hold."""

    def __init__(self, help_text: str, choices: type[TextChoices], where: Where | None = None) -> None:
        super().__init__(help_text, choices, where, many=True)


class YesNo(Asked, django_filters.BooleanFilter):
    """True or false."""

    def read(self, value: Any) -> Any:
        return values.yes_or_no(value)


class Count(Asked, django_filters.NumberFilter):
    """A whole number, not negative."""

    def read(self, value: Any) -> Any:
        return values.a_count(value)


class Day(Asked):
    """An ISO 8601 day of any year, as its number."""

    def read(self, value: Any) -> Any:
        return values.a_day(value)


class Moment(Asked, django_filters.IsoDateTimeFilter):
    """An ISO 8601 date and time."""

    def read(self, value: Any) -> Any:
        return values.a_moment(value)


class Box(Asked):
    """A part of the map: west,south,east,north."""

    def read(self, value: Any) -> Any:
        return values.a_box(value)


class ExternalKey(Asked):
    """A record's key elsewhere: scheme:identifier."""

    def read(self, value: Any) -> Any:
        return values.an_external_key(value)
