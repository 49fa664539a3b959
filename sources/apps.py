from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "sources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sources.records.kinds import register_kinds
        from sources.rules import register_rules

        register_kinds()
        register_rules()
