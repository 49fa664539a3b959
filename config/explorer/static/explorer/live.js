// What changes while a page is open: it is drawn anew, where the server tells of changes.
import { address } from "./graphql.js";
import { pageAt } from "./pages.js";
import { refreshPanel } from "./panel.js";
import { html } from "./elements.js";
import { gettext } from "./texts.js";

/** How long a burst may last, and over how long readers spread who then ask at once. */
const [PAUSE, SPREAD] = [400, 600];
const FIRST = 800;
/** Kinds whose changes are seen in a picture or a page of ours. */
const SEEN = new Set(["EVENT", "CLAIM", "LINK", "NARRATIVE", "ACTOR", "ASSESSMENT", "PLACE"]);

/**
 * Follow the feed; a burst of changes is one refresh.
 * @param {() => (import("./types.d.ts").View | void)[]} views
 */
export function following(views) {
  /** @type {EventSource | null} */
  let stream = null;
  let timer = 0;
  const refresh = async () => {
    await Promise.all([...views().map((view) => view?.refresh?.()), refreshPage(), refreshPanel()]);
  };
  const heard = (/** @type {MessageEvent} */ { data }) => {
    const change = JSON.parse(data).data?.changes;
    if (!change || !SEEN.has(change.kind)) return;
    clearTimeout(timer);
    timer = setTimeout(refresh, PAUSE + Math.random() * SPREAD);
  };
  const listen = () => {
    stream = new EventSource(address("changes", {}));
    stream.addEventListener("next", heard);
    // A server that keeps no connections open says so at once; then pages are as they were loaded.
    stream.addEventListener("complete", () => stream?.close());
  };
  // A page that nobody looks at holds no connection.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stream?.close();
    listen();
    refresh();
  });
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && listen());
  // After the pictures, which a reader waits for.
  if (!document.hidden) setTimeout(listen, FIRST);
}

/** Put what the server lays out now in the place of what stands there, pictures excepted, and say so. */
async function refreshPage() {
  const found = await pageAt(location.href);
  if (!found || found.status >= 500) return;
  const [now, before] = [found.page.querySelector("main"), document.querySelector("main")];
  if (!now || !before) return;
  for (const [next, old] of paired(now, before)) if (next.outerHTML !== old.outerHTML) changed(next, old);
}

/**
 * The parts of a page that the server writes, each with what it is now.
 * @param {Element} now
 * @param {Element} before
 * @returns {[Element, Element][]}
 */
function paired(now, before) {
  const parts = "h1, .summary, dl.facts, .accounts, .behind, .sources, table.events tbody, #list, ol.steps, ol.plain, ol.paths";
  const [next, old] = [[...now.querySelectorAll(parts)], [...before.querySelectorAll(parts)]];
  if (next.length !== old.length) return [[now, before]];
  return next.map((part, index) => [part, /** @type {Element} */ (old[index])]);
}

/**
 * @param {Element} next
 * @param {Element} old
 */
function changed(next, old) {
  if (old.matches("main")) return offer();
  if (old.matches("details") && old.hasAttribute("open")) next.setAttribute("open", "");
  const fresh = document.adoptNode(next);
  fresh.classList.add("fresh");
  old.replaceWith(fresh);
}

/** More changed than parts of the page: let the reader say when it is loaded anew. */
function offer() {
  if (document.querySelector(".changed")) return;
  const again = html("a", { href: location.href }, gettext("Load it anew"));
  document.querySelector("main")?.prepend(html("p", { class: "changed note", role: "status" }, gettext("This page has changed."), " ", again));
}
