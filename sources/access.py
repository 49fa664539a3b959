"""What one who writes may change: as the user, narrowed by the token that was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sources.choices import Scope, Status
from sources.records import Change, Changes, Kind, all_kinds, kind_named
from sources.refusals import Fault, refuse
from sources.visibility import PUBLISH_PERMISSION, Viewer, viewer_of

#: Where a record stands while contributors may change it.
UNPUBLISHED = ("", Status.DRAFT, Status.IN_REVIEW)


@dataclass(frozen=True)
class Access:
    """What a caller may see and change. Without ``scopes`` no token narrows what the user may."""

    user: Any
    scopes: frozenset[str] | None = None

    @property
    def viewer(self) -> Viewer:
        """The view the caller has: drafts need the user's permission and the scope read-drafts.

        :raises Refusal: FORBIDDEN, for a token that may not read at all.
        """
        if not self.has_scope(Scope.READ):
            raise refuse("FORBIDDEN", _lacks(Scope.READ))
        return viewer_of(self.user) if self.has_scope(Scope.READ_DRAFTS) else Viewer.PUBLIC

    def has_scope(self, scope: str) -> bool:
        return self.scopes is None or scope in self.scopes

    def objection(self, kind: Kind, deed: str) -> str:
        """Return why the caller may not add, change or delete any record of a kind, blank where some may be."""
        if not self.user.has_perm(f"{kind.model._meta.app_label}.{deed}_{kind.model._meta.model_name}"):
            return f"You may not {deed} a {kind.model._meta.verbose_name}."
        wanted = (Scope.WRITE, Scope.PUBLISH) if kind.has_status else (Scope.PUBLISH,)
        if any(self.has_scope(scope) for scope in wanted):
            return ""
        return f"This needs a token with the scope {' or '.join(wanted)}."

    def faults(self, changes: Changes) -> Iterator[Fault]:
        """Yield a FORBIDDEN for each change that the caller may not make."""
        for name, changed in changes.items():
            for change in changed.values():
                reason = self._objection(kind_named(name), change)
                if reason:
                    state = change.after or change.before or {}
                    yield Fault("FORBIDDEN", reason, (), name, state["slug"])

    def _objection(self, kind: Kind, change: Change) -> str:
        """Return why a change is not allowed, blank where it is."""
        objection = self.objection(kind, _deed(change))
        if objection:
            return objection
        if is_public(kind, change) and kind.has_status and not self.user.has_perm(PUBLISH_PERMISSION):
            return "Only an editor publishes, and changes what was published."
        wanted = Scope.PUBLISH if is_public(kind, change) else Scope.WRITE
        return "" if self.has_scope(wanted) else _lacks(wanted)


def _lacks(scope: Scope) -> str:
    return f"This needs a token with the scope {scope.value}."


def has_use_of(user: Any, scope: Scope) -> bool:
    """Return whether a token of a user could ever do what a scope is for."""
    match scope:
        case Scope.READ:
            return True
        case Scope.READ_DRAFTS:
            return viewer_of(user) is Viewer.DRAFTS
        case Scope.WRITE:
            return bool(user.is_active) and any(_may_write(user, kind) for kind in all_kinds())
        case Scope.PUBLISH:
            return bool(user.has_perm(PUBLISH_PERMISSION))


def _may_write(user: Any, kind: Kind) -> bool:
    opts = kind.model._meta
    return any(user.has_perm(f"{opts.app_label}.{deed}_{opts.model_name}") for deed in ("add", "change", "delete"))


def is_public(kind: Kind, change: Change) -> bool:
    """Return whether a change is of what is, was or will be public."""
    states = (change.status(change.before), change.status(change.after))
    return not kind.has_status or any(state not in UNPUBLISHED for state in states)


def _deed(change: Change) -> str:
    """Name what a change does, as Django's permissions do."""
    if change.before is None:
        return "add"
    return "delete" if change.after is None else "change"
