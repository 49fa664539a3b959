"""Entering an article: its text beside what is made from it. Importing this package gives each source the page."""

from events.admin.entry import sources as _sources  # noqa: F401
