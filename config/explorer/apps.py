"""The explorer as Django sees it: templates, static files and the tags of its pages."""

from django.apps import AppConfig


class ExplorerConfig(AppConfig):
    name = "config.explorer"
    label = "explorer"
