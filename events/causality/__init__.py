"""What led to what: chains, the best paths, the order of times, and the cycles there must not be.

Every answer costs a constant number of statements, the same on SQLite and PostgreSQL. What the public sees is walked in
memory where it can be (``index``), and in the database otherwise: the answer is the same.
"""

from events.causality.chain import Chain, Edge, Node, chain, chain_keys, load_chain
from events.causality.cycles import Cycle, find_cycle
from events.causality.drawing import Drawing, Spot, draw
from events.causality.index import is_held, keys_of
from events.causality.likelihood import at_least, weight
from events.causality.order import Lag, TimeOrder, lag, time_order
from events.causality.paths import CausalPath, Route, label, load_paths, path_keys, paths
from events.causality.reach import connected, linked
from events.causality.walks import Direction

__all__ = [
    "CausalPath",
    "Chain",
    "Cycle",
    "Direction",
    "Drawing",
    "Edge",
    "Lag",
    "Node",
    "Route",
    "Spot",
    "TimeOrder",
    "at_least",
    "chain",
    "chain_keys",
    "connected",
    "draw",
    "find_cycle",
    "is_held",
    "keys_of",
    "label",
    "lag",
    "linked",
    "load_chain",
    "load_paths",
    "path_keys",
    "paths",
    "time_order",
    "weight",
]
