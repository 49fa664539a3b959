"""A client made from the server's own document, with types for every record.

    uvx openapi-python-client generate --url http://127.0.0.1:8000/api/v1/schema/ \
        --output-path sequitur --meta none --config openapi-python-client.yaml
    AUTHORIZATION="Bearer sequitur_…" uv run --with httpx --with attrs --with python-dateutil client.py http://127.0.0.1:8000
"""

import io
import os
import sys

from sequitur.api.events import events_list
from sequitur.api.import_ import import_
from sequitur.api.topics import topics_put
from sequitur.client import AuthenticatedClient
from sequitur.models import EventPage, Import, Problem, Topic, TopicWrite
from sequitur.types import File

prefix, token = os.environ["AUTHORIZATION"].split()
with AuthenticatedClient(sys.argv[1], token=token, prefix=prefix) as client:
    page = events_list.sync(client=client, type_=["battle"], limit=2)
    assert isinstance(page, EventPage)
    for event in page.results:
        print("event", event.slug, event.when.edtf if event.when else None)

    written = topics_put.sync("border-trade", client=client, body=TopicWrite("Border trade"))
    assert isinstance(written, Topic)
    print("topic", written.slug, written.version)

    refused = topics_put.sync("border-trade", client=client, body=TopicWrite("Border trade", parent="no-such-topic"))
    assert isinstance(refused, Problem)
    for fault in refused.errors or []:
        print("refused", fault.code, fault.pointer)

    lines = b'{"record": "topic", "slug": "sea-trade", "label": "Sea trade"}\n'
    made = import_.sync(client=client, body=File(io.BytesIO(lines)))
    assert isinstance(made, Import)
    print("imported", made.created)
