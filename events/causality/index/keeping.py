"""The one graph of this process: read in the background, brought up to the state of whoever asks."""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.db import connections

from events.causality.index.graph import Graph
from events.causality.index.rows import TooLarge, caught_up, whole_graph
from sources.snapshots import is_snapshot, snapshot
from sources.states import State, public_state

logger = logging.getLogger(__name__)

#: How much may have changed beside the arrays before they are read anew.
MOST_HELD = 10_000
#: Seconds after which reading is tried again where it failed.
PAUSE = 60


class Keeper:
    """Gives the graph to those who read a snapshot, at exactly that state, or tells them that there is none.

    It never waits for the graph to be read: until then, and where a snapshot is older than the graph, whoever asks
    lets the database walk. What a writer reads within its transaction may be taken back, so that it gets none either.
    """

    def __init__(self) -> None:
        self._graph: Graph | None = None
        self._lock = threading.Lock()
        self._reader: threading.Thread | None = None
        self._not_before = 0.0

    @property
    def state(self) -> State | None:
        """The state whose graph is held, None where none is."""
        graph = self._graph
        return graph.state if graph is not None and settings.GRAPH_INDEX_LINKS else None

    def graph(self) -> Graph | None:
        """Return the graph of the state that is being read, in one statement where nothing has changed."""
        if not settings.GRAPH_INDEX_LINKS or not is_snapshot():
            return None
        state = public_state()
        graph = self._graph
        if graph is not None and graph.state == state:
            return graph
        with self._lock:
            return self._brought_to(state)

    def take(self, graph: Graph) -> None:
        """Hold a graph from now on."""
        with self._lock:
            self._graph = graph

    def wait(self) -> None:
        """Wait until the graph is no longer being read."""
        if self._reader is not None:
            self._reader.join()

    def forget(self) -> None:
        """Drop the graph."""
        self.wait()
        self._graph, self._not_before = None, 0.0

    def _brought_to(self, state: State) -> Graph | None:
        graph = self._graph
        if graph is not None and state.revision < graph.state.revision:
            return None
        if graph is not None and state != graph.state:
            graph = self._graph = caught_up(graph, state)
        if graph is None or graph.changes > MOST_HELD:
            self._read_anew()
        return graph

    def _read_anew(self) -> None:
        """Read everything, in a thread of its own, unless that goes on or failed just now."""
        is_going_on = self._reader is not None and self._reader.is_alive()
        if not is_going_on and time.monotonic() >= self._not_before:
            self._reader = threading.Thread(target=self._read, name="graph", daemon=True)
            self._reader.start()

    def _read(self) -> None:
        began = time.monotonic()
        try:
            with snapshot():
                graph = whole_graph()
        except TooLarge as error:
            self._not_before = began + PAUSE
            logger.warning("No index of links is held: %s", error)
        except Exception:
            self._not_before = began + PAUSE
            logger.exception("The index of links could not be read; the database walks meanwhile")
        else:
            self.take(graph)
            told = len(graph.columns.link_pks), graph.size / 2**20, time.monotonic() - began
            logger.info("The index of links was read: %d links, %.1f MB, %.1f s", *told)
        finally:
            connections.close_all()


keeper = Keeper()
