"""The admin, with the desk as its first page."""

from django.contrib.admin.apps import AdminConfig


class StaffConfig(AdminConfig):
    default_site = "config.site.StaffSite"
