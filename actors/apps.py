from django.apps import AppConfig


class ActorsConfig(AppConfig):
    name = "actors"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from actors.actions import register_merges
        from actors.filters import register_filters
        from actors.records import register_kinds
        from actors.rules import register_rules

        register_kinds()
        register_rules()
        register_filters()
        register_merges()
