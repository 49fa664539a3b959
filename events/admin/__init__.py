"""The staff's face of events. Importing this package registers the records of this app."""

from events.admin import claims as _claims  # noqa: F401
from events.admin import desk as _desk  # noqa: F401
from events.admin import entry as _entry  # noqa: F401
from events.admin import events as _events  # noqa: F401
from events.admin import exchange as _exchange  # noqa: F401
from events.admin import links as _links  # noqa: F401
from events.admin import narratives as _narratives  # noqa: F401
from events.admin import vocabulary as _vocabulary  # noqa: F401
