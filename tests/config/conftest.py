"""Fixtures of the explorer's tests, which lie in several files."""

from tests.explorer import no_node_modules, node_modules, seen, what_draws

__all__ = ["no_node_modules", "node_modules", "seen", "what_draws"]
