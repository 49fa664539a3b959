"""What is computed of narratives: what joins their steps, and how they look as TimelineJS slides."""

from events.narratives.coherence import Joint, coherence
from events.narratives.slides import Loss, timeline_js, timelines_js
from events.narratives.steps import told

__all__ = ["Joint", "Loss", "coherence", "timeline_js", "timelines_js", "told"]
