from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SourcesConfig(AppConfig):
    name = "sources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sources.checks import prepare_search_after_migrate, protect_after_migrate
        from sources.records.kinds import register_kinds
        from sources.rules import register_rules
        from sources.search.kinds import register_kinds as register_searched

        register_kinds()
        register_rules()
        register_searched()
        post_migrate.connect(protect_after_migrate, sender=self)
        post_migrate.connect(prepare_search_after_migrate, sender=self)
