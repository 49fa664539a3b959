from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SourcesConfig(AppConfig):
    name = "sources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sources.checks import protect_after_migrate
        from sources.records.kinds import register_kinds
        from sources.rules import register_rules

        register_kinds()
        register_rules()
        post_migrate.connect(protect_after_migrate, sender=self)
