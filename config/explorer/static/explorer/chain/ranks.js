// Which column each event stands in: behind its causes, and behind what certainly came before it in time.
import { dayOrNull } from "../days.js";

/** @typedef {import("../types.d.ts").Happening} Happening */
/** @typedef {import("../types.d.ts").Arrow} Arrow */

// Kinds that may run in circles, so that no column follows from them.
export const LOOSE = new Set(["PRECEDED", "PREVENTED"]);
const MOST_MARKS = 10;

/** A rule: the later stands at least so many columns behind the earlier. @typedef {[earlier: string, later: string, columns: number]} Rule */

/**
 * The column of each event, and of days that mark the time: what stands left of a mark certainly began before it where
 * its time is known.
 * @param {Happening[]} events
 * @param {Arrow[]} arrows
 */
export function ranks(events, arrows) {
  const ids = new Set(events.map(({ slug }) => slug));
  /** @type {Rule[]} */
  const causal = arrows
    .filter(({ kind, cause, effect }) => !LOOSE.has(kind) && ids.has(cause.slug) && ids.has(effect.slug))
    .map(({ cause, effect }) => [cause.slug, effect.slug, 1]);
  const marks = marksOf(events);
  const names = marks.map((_, index) => `@${index}`);
  const timed = columns([...ids, ...names], [...causal, ...timeRules(events, marks)]);
  // Times may go against arrows in a way that no two of them show; then the arrows alone count.
  const found = timed ?? columns([...ids], causal) ?? new Map();
  const told = timed ? marks.map((day, index) => ({ day, column: found.get(`@${index}`) ?? 0 })) : [];
  return { columns: found, marks: told.filter(({ column }, index) => told[index + 1]?.column !== column) };
}

/** @param {Happening[]} events */
function marksOf(events) {
  const days = [...new Set(events.map(({ when }) => dayOrNull(when?.earliestStart)))].filter((day) => day !== null).sort((a, b) => a - b);
  const step = Math.max(1, days.length / MOST_MARKS);
  return days.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/**
 * @param {Happening[]} events
 * @param {number[]} marks
 * @returns {Rule[]}
 */
function timeRules(events, marks) {
  /** @type {Rule[]} */
  const rules = marks.slice(1).map((_, index) => [`@${index}`, `@${index + 1}`, 0]);
  for (const { slug, when } of events) {
    const [first, last] = [dayOrNull(when?.earliestStart), dayOrNull(when?.latestStart)];
    const from = first === null ? -1 : marks.findLastIndex((day) => day <= first);
    const before = last === null ? -1 : marks.findIndex((day) => day > last);
    if (from >= 0) rules.push([`@${from}`, slug, 0]);
    if (before >= 0) rules.push([slug, `@${before}`, 1]);
  }
  return rules;
}

/**
 * The least columns that keep all rules, then each as far right as what follows lets it; null where rules run in a circle.
 * @param {string[]} ids
 * @param {Rule[]} rules
 */
function columns(ids, rules) {
  const order = sorted(ids, rules);
  if (!order) return null;
  const found = new Map(ids.map((id) => [id, 0]));
  const at = (/** @type {string} */ id) => found.get(id) ?? 0;
  const [into, out] = [grouped(rules, 1), grouped(rules, 0)];
  for (const id of order) for (const [earlier, , by] of into.get(id) ?? []) found.set(id, Math.max(at(id), at(earlier) + by));
  for (const id of order.reverse()) {
    const ahead = out.get(id) ?? [];
    if (ahead.length) found.set(id, Math.max(at(id), Math.min(...ahead.map(([, later, by]) => at(later) - by))));
  }
  const least = Math.min(...found.values());
  return new Map([...found].map(([id, column]) => [id, column - least]));
}

/**
 * @param {string[]} ids
 * @param {Rule[]} rules
 */
function sorted(ids, rules) {
  const waits = new Map(ids.map((id) => [id, 0]));
  for (const [, later] of rules) waits.set(later, (waits.get(later) ?? 0) + 1);
  const out = grouped(rules, 0);
  const order = ids.filter((id) => waits.get(id) === 0);
  for (const id of order) {
    for (const [, later] of out.get(id) ?? []) {
      const left = (waits.get(later) ?? 0) - 1;
      waits.set(later, left);
      if (left === 0) order.push(later);
    }
  }
  return order.length === ids.length ? order : null;
}

/**
 * @param {Rule[]} rules
 * @param {0 | 1} end
 */
function grouped(rules, end) {
  /** @type {Map<string, Rule[]>} */
  const groups = new Map();
  for (const rule of rules) {
    const group = groups.get(rule[end]);
    if (group) group.push(rule);
    else groups.set(rule[end], [rule]);
  }
  return groups;
}
