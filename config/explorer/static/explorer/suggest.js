// What may be meant, while somebody types: in the search, and where a record is to be named.
import { html } from "./elements.js";
import { ask } from "./graphql.js";
import { word } from "./texts.js";

const PAUSE = 180;
/** @type {Record<string, string>} */
const PAGES = { EVENT: "events", ACTOR: "actors", NARRATIVE: "narratives", LINK: "links" };

/** What is named in a field. @type {Record<string, string>} */
const KINDS = { type: "EVENT_TYPE", topic: "TOPIC", actor: "ACTOR", place: "PLACE", event: "EVENT" };

/** @typedef {{ kind: string, slug: string, title: string }} Hit */

export function suggesting() {
  const find = /** @type {HTMLInputElement | null} */ (document.querySelector(".find input"));
  if (find) suggest(find, ["EVENT", "ACTOR", "NARRATIVE"], ({ kind, slug }) => location.assign(`/${PAGES[kind]}/${slug}`));
  for (const input of document.querySelectorAll("input[data-pick]")) {
    const field = /** @type {HTMLInputElement} */ (input);
    suggest(field, [KINDS[field.dataset.pick ?? ""] ?? "EVENT"], ({ slug }) => (field.value = slug));
  }
}

/**
 * A combobox as the ARIA practices have it: the field keeps the focus, the arrow keys choose.
 * @param {HTMLInputElement} field
 * @param {string[]} kinds
 * @param {(hit: Hit) => void} choose
 */
function suggest(field, kinds, choose) {
  const list = html("ul", { class: "suggestions", role: "listbox", id: `${field.id || field.name}-suggestions`, hidden: true, "aria-label": field.labels?.[0]?.textContent?.trim() ?? "" });
  const around = html("span", { class: "suggested" });
  field.replaceWith(around);
  around.append(field, list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) field.setAttribute(name, value);
  let asked = new AbortController();
  let timer = 0;
  /** @type {Hit[]} */
  let hits = [];
  let chosen = -1;

  /** @param {Hit[]} found */
  const show = (found) => {
    [hits, chosen] = [found, -1];
    list.replaceChildren(...found.map((hit, index) => option(hit, `${list.id}-${index}`, () => pick(hit))));
    list.hidden = found.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    field.removeAttribute("aria-activedescendant");
  };
  /** @param {Hit} hit */
  const pick = (hit) => {
    show([]);
    choose(hit);
  };
  const look = async () => {
    asked.abort();
    asked = new AbortController();
    const text = field.value.trim();
    if (text.length < 2) return show([]);
    const { search } = await ask("find", { text, in: kinds }, asked.signal);
    show(search.edges.map((/** @type {{ node: Hit }} */ { node }) => node));
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => show([])), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return show([]);
    if (event.key === "Enter" && hits[chosen]) return event.preventDefault(), pick(/** @type {Hit} */ (hits[chosen]));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !hits.length) return;
    event.preventDefault();
    chosen = (chosen + step + hits.length) % hits.length;
    [...list.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === chosen)));
    field.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
  });
  field.addEventListener("blur", () => setTimeout(() => show([]), 150));
}

/**
 * @param {Hit} hit
 * @param {string} id
 * @param {() => void} pick
 */
function option(hit, id, pick) {
  const made = html("li", { role: "option", id, "aria-selected": "false" }, html("bdi", {}, hit.title), " ", html("span", { class: "quiet" }, word("SearchKind", hit.kind)));
  made.addEventListener("pointerdown", (event) => (event.preventDefault(), pick()));
  return made;
}
