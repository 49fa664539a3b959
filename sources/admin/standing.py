"""Lists by where records stand and who wrote them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from sources.admin.desk import by_user
from sources.choices import Status
from sources.querysets import IsWaiting
from sources.records import kind_of

WAITING = {Status.DRAFT.value, Status.IN_REVIEW.value}


class StatusFilter(admin.ChoicesFieldListFilter):
    """Records with a status; what waits is said in the words by which the index on it is found."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: Any = super().queryset(request, queryset)
        return rows.filter(IsWaiting("status")) if {*(self.lookup_val or ())} & WAITING else rows


class WrittenFilter(admin.SimpleListFilter):
    """Records that the user wrote, or wrote at."""

    title = "written"
    parameter_name = "written"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("me", "By me")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(by_user(kind_of(rows.model()), request.user)) if self.value() == "me" else rows
