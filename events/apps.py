from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "events"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from events.accounts import register_refreshes
        from events.actions import register_merges
        from events.filters import register_filters
        from events.records import register_kinds
        from events.rules import register_rules
        from events.suspects import register_suspects

        register_kinds()
        register_rules()
        register_suspects()
        register_filters()
        register_merges()
        register_refreshes()
