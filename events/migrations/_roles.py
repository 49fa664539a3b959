"""Who may do what: three groups of permissions."""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps

#: Records with a status: what contributors may add, and change until it is public.
PUBLISHABLE = {
    "sources": ["source", "media"],
    "actors": ["actor", "relation", "designation"],
    "events": ["event", "claim", "causallink", "assessment", "narrative"],
}
#: Records that are public at once.
ALWAYS_PUBLIC = {"sources": ["publisher"], "events": ["eventtype", "topic", "place", "predicate"]}
VIEWER, CONTRIBUTOR, EDITOR = "Viewer", "Contributor", "Editor"


def give_roles(apps: Apps) -> None:
    """Set up the groups; what they have already is kept."""
    viewer, contributor, editor = (_group(apps, name) for name in (VIEWER, CONTRIBUTOR, EDITOR))
    see = [*_all(apps, ["view"]), *_named(apps)]
    draft = list(_of(apps, PUBLISHABLE, ["add", "change"]))
    viewer.permissions.add(*see)
    contributor.permissions.add(*see, *draft)
    editor.permissions.add(*see, *_all(apps, ["add", "change", "delete"]), _permission(apps, "journalhead", "publish"))


def take_roles(apps: Apps) -> None:
    """Delete the groups."""
    _groups(apps).delete()


def give_remarks(apps: Apps) -> None:
    """Let those of the groups that are still there leave remarks, also one who only reads."""
    leave = _permission(apps, "remark", "add_remark")
    for group in _groups(apps):
        group.permissions.add(leave)


def take_remarks(apps: Apps) -> None:
    """Take the leave to remark away again."""
    leave = _permission(apps, "remark", "add_remark")
    for group in _groups(apps):
        group.permissions.remove(leave)


def give_places(apps: Apps) -> None:
    """Let contributors add places, where the group is still there; what is there already only editors change."""
    for group in _contributors(apps):
        group.permissions.add(_permission(apps, "place", "add_place", "events"))


def take_places(apps: Apps) -> None:
    """Take the leave to add places away again."""
    for group in _contributors(apps):
        group.permissions.remove(_permission(apps, "place", "add_place", "events"))


def _contributors(apps: Apps) -> Any:
    return _groups(apps).filter(name=CONTRIBUTOR)


def _groups(apps: Apps) -> Any:
    return apps.get_model("auth", "Group").objects.filter(name__in=[VIEWER, CONTRIBUTOR, EDITOR])


def _group(apps: Apps, name: str) -> Any:
    return apps.get_model("auth", "Group").objects.get_or_create(name=name)[0]


def _all(apps: Apps, deeds: list[str]) -> Iterator[Any]:
    for models in (PUBLISHABLE, ALWAYS_PUBLIC):
        yield from _of(apps, models, deeds)


def _of(apps: Apps, models: dict[str, list[str]], deeds: list[str]) -> Iterator[Any]:
    for app, names in models.items():
        for name in names:
            yield from (_permission(apps, name, f"{deed}_{name}", app) for deed in deeds)


def _named(apps: Apps) -> Iterator[Any]:
    yield _permission(apps, "journalhead", "view_drafts")
    yield _permission(apps, "journalrow", "view_journalrow")


def _permission(apps: Apps, model: str, codename: str, app: str = "sources") -> Any:
    """Return a permission, made ahead of Django, which makes them once all migrations have run."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label=app, model=model)
    name = dict(_permission_names(apps.get_model(app, model)))[codename]
    permissions = apps.get_model("auth", "Permission").objects
    return permissions.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]


def _permission_names(model: Any) -> Iterator[tuple[str, str]]:
    opts = model._meta
    yield from ((f"{deed}_{opts.model_name}", f"Can {deed} {opts.verbose_name}") for deed in opts.default_permissions)
    yield from opts.permissions
