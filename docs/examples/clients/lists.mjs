// What a normalised cache has to know of Sequitur's schema.

// Fields that answer a connection, by the type that has them.
export const LISTS = {
  Query: ["actors", "changes", "claims", "eventTypes", "events", "links", "narratives", "places", "publishers", "search", "sources", "topics"],
  Actor: ["claims", "events"],
  Event: ["causes", "claims", "effects", "narratives", "parts"],
  EventType: ["children"],
  Place: ["children", "events"],
  Publisher: ["sources"],
  Source: ["claims", "derivatives", "events"],
  Topic: ["children"],
};

// Types without an id: values, which belong to the record they stand in.
export const VALUES = [
  "Account", "ActorName", "Bounding", "Bounds", "CausalChain", "CausalNode", "CausalPath", "Change", "Citation",
  "Cluster", "EventPlace", "Evidence", "Extent", "ExternalId", "FacetResult", "FacetValue", "HiddenPart", "Highlight",
  "HighlightPart", "Lag", "NarrativeDiff", "NarrativeJoint", "NarrativeOpposition", "NarrativeStances", "NarrativeStep",
  "Participation", "Rating", "SearchHit", "Timeline", "TimelineBucket", "When", "Why",
];

// The same for each of them, as caches are told: { Event: { causes: value, … }, … }
export const eachList = (value) =>
  Object.fromEntries(
    Object.entries(LISTS).map(([type, fields]) => [type, Object.fromEntries(fields.map((field) => [field, value]))]),
  );
