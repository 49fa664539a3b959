"""What is computed of narratives: what joins their steps, where two part, and how they look as TimelineJS slides."""

from events.narratives.coherence import Joint, coherence
from events.narratives.difference import Difference, Opposition, Stances, difference
from events.narratives.hidden import HiddenPart, hidden_parts
from events.narratives.slides import Loss, timeline_js, timelines_js
from events.narratives.steps import told

__all__ = [
    "Difference",
    "HiddenPart",
    "Joint",
    "Loss",
    "Opposition",
    "Stances",
    "coherence",
    "difference",
    "hidden_parts",
    "timeline_js",
    "timelines_js",
    "told",
]
