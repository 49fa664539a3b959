"""Tokens in the admin: of one's own, and to a superuser of all. A new one is shown on the page that makes it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.debug import sensitive_variables

from sources import actions
from sources.access import has_use_of
from sources.choices import Scope
from sources.models import Token


class TokenForm(forms.ModelForm):
    """What a new token is for."""

    #: Whose token it is, where the page does not ask.
    maker: ClassVar[Any] = None

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        required=False,  # the model says it better
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ],
        help_text="What it may be used for; each needs those before it.",
    )
    expires_on = forms.DateField(
        required=False,
        widget=AdminDateWidget,
        initial=actions.usual_expiry,
        help_text="The last day on which it can be used (UTC). Blank: it never expires.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" not in self.fields:
            self.instance.user = self.maker
            scopes: Any = self.fields["scopes"]
            scopes.choices = [one for one in Scope.choices if has_use_of(self.maker, Scope(one[0]))]

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        try:
            self.instance.expiry = actions.end_of(day) if day else None
        except ValueError as error:
            raise ValidationError(str(error), code="BAD_USER_INPUT") from error
        return day

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # where Django's forms check their instance
        if self.errors:
            return
        try:
            actions.check_token(self.instance)
        except ValidationError as error:
            for field, errors in error.message_dict.items():
                self.add_error({"expiry": "expires_on", "__all__": None}.get(field, field), errors)


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Made and revoked, never changed."""

    form = TokenForm
    list_display = ("name", "user", "begins", "allows", "created", "expiry", "last_used_at", "state")
    list_select_related = ("user",)
    list_per_page = 50
    ordering = ("-created", "-pk")
    search_fields = ("name", "user__username", "token_key")
    search_help_text = "Name, user, or how it begins"
    show_full_result_count = False
    empty_value_display = "never"
    autocomplete_fields = ("user",)
    actions: Any = ("revoke_selected",)

    @admin.display(description="begins with", ordering="token_key")
    def begins(self, token: Token) -> str:
        return f"{token.token_key}…"

    @admin.display(description="scopes")
    def allows(self, token: Token) -> str:
        return ", ".join(token.scopes)

    def get_queryset(self, request: HttpRequest) -> Any:
        tokens = super().get_queryset(request)
        return tokens if is_superuser(request) else tokens.filter(user=request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            own = [name for name in self.list_display if name != "user" or is_superuser(request)]
            return (*own, "revoked_at")
        return (*(("user",) if is_superuser(request) else ()), "name", "scopes", "expires_on")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj) if obj is not None else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.maker = request.user
        return made

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk, **super().get_changeform_initial_data(request)}

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.user_id == request.user.pk or is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let tokens go with their user; a page that deletes users asks here."""
        return request.user.has_perm("auth.delete_user")

    def get_actions(
        self, request: HttpRequest, action_location: admin.ActionLocation = admin.ActionLocation.CHANGE_LIST
    ) -> Any:
        found = super().get_actions(request, action_location=action_location)
        return {name: one for name, one in found.items() if name != "delete_selected"}

    @admin.action(
        description="Revoke this token",
        description_plural="Revoke selected tokens",
        permissions=["view"],
        location=[admin.ActionLocation.CHANGE_LIST, admin.ActionLocation.CHANGE_FORM],
    )
    def revoke_selected(self, request: HttpRequest, tokens: Any) -> None:
        """End the use of tokens at once and for good."""
        revoked = actions.revoke_tokens(tokens)
        for token in revoked:
            self.log_change(request, token, "Revoked.")
        self.message_user(request, f"{len(revoked)} revoked.", messages.SUCCESS if revoked else messages.WARNING)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.secret = actions.make_token(obj)

    @sensitive_variables()
    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """Show the token in the answer to its making, so that it is kept nowhere on its way there."""
        context = {
            **self.admin_site.each_context(request),
            "title": "The new token",
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,
        }
        return TemplateResponse(request, "admin/sequitur/token_made.html", context)


def is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
