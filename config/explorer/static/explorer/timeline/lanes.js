// Events apart by who, where or what they are; one with two actors stands in the lanes of both.
import { gettext } from "../texts.js";

/** @typedef {import("./rows.js").Placed} Placed */
/** @typedef {{ name: string, events: Placed[] }} Lane */

const MOST = 12;
/** @type {Record<string, (one: Placed) => string[]>} */
const KEYS = {
  actor: ({ event }) => (event.participations ?? []).map(({ actor }) => actor.name),
  place: ({ event }) => (event.places ?? []).map(({ place }) => place.name),
  type: ({ event }) => (event.type ? [event.type.label] : []),
};

export const lanesBy = () => /** @type {[string, string][]} */ ([["", gettext("one lane")], ["actor", gettext("by who")], ["place", gettext("by where")], ["type", gettext("by type")]]);

/**
 * The lanes, those with most events first; what fits into none comes last.
 * @param {Placed[]} events
 * @param {string} by
 * @returns {Lane[]}
 */
export function lanes(events, by) {
  const keys = KEYS[by];
  if (!keys) return [{ name: "", events }];
  /** @type {Map<string, Placed[]>} */
  const found = new Map();
  for (const one of events) for (const key of new Set(keys(one))) found.set(key, [...(found.get(key) ?? []), one]);
  const named = [...found].map(([name, some]) => ({ name, events: some })).sort((a, b) => b.events.length - a.events.length || a.name.localeCompare(b.name));
  const shown = named.slice(0, MOST);
  const inOne = new Set(shown.flatMap((lane) => lane.events));
  const rest = events.filter((one) => !inOne.has(one));
  return rest.length ? [...shown, { name: gettext("others"), events: rest }] : shown;
}
