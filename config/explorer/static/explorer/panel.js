// A record beside the picture it was chosen in: its own page, as the server lays it out, without the page's frame.
// Which one is shown stands in the address, so that it can be shared and Back closes it.
import { button, html } from "./elements.js";
import { remembered, visit } from "./memory.js";
import { pageAt } from "./pages.js";
import { gettext } from "./texts.js";

const RECORDS = /^\/(events|links|actors)\/[^/]+$/;
const PARAMETER = "show";

const body = html("div", { class: "body" });
const whole = html("a", { class: "whole" }, gettext("Open the page"));
const panel = html("aside", { class: "panel", hidden: true, tabindex: -1, "aria-label": gettext("Details") },
  html("div", { class: "bar" }, whole, button("×", close, { "aria-label": gettext("Close"), class: "close" })), body);
/** What had the focus before. @type {HTMLElement | SVGElement | null} */
let opener = null;
let shown = "";

/** Let records that are chosen in pictures, and in the panel itself, be shown in it. */
export function panels() {
  document.body.append(panel);
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest?.("figure.picture a[href], .panel .body a[href], a[data-panel]");
    const path = link && recordOf(link);
    if (!path || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (panel.hidden) opener = /** @type {HTMLElement} */ (link);
    open(path);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && close());
  addEventListener("popstate", follow);
  follow();
}

/**
 * Show a record, and say so in the address.
 * @param {string} path
 */
export function open(path) {
  visit({ [PARAMETER]: path });
  follow();
}

/** @param {Element} link */
function recordOf(link) {
  const address = new URL(link.getAttribute("href") ?? "", location.href);
  return address.origin === location.origin && RECORDS.test(address.pathname) ? address.pathname : null;
}

function close() {
  visit({ [PARAMETER]: "" });
  follow();
}

/** Show what the address says. */
async function follow() {
  const path = remembered(PARAMETER);
  if (path === shown) return;
  shown = path;
  if (!RECORDS.test(path)) return hide();
  panel.hidden = false;
  document.documentElement.classList.add("has-panel");
  whole.href = path;
  body.replaceChildren(html("p", { class: "state", role: "status" }, gettext("Loading…")));
  const content = await laidOut(path);
  if (shown !== path) return;
  body.replaceChildren(content);
  body.scrollTop = 0;
  panel.focus();
}

function hide() {
  if (panel.hidden) return;
  panel.hidden = true;
  document.documentElement.classList.remove("has-panel");
  // A picture that was drawn anew has another link of the same record.
  const same = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(`figure.picture a[href="${CSS.escape(opener?.getAttribute("href") ?? "")}"]`));
  (opener?.isConnected ? opener : same[0])?.focus();
  opener = null;
}

/** Fetch anew what is shown; something in it has changed. */
export async function refreshPanel() {
  const path = shown;
  if (!RECORDS.test(path)) return;
  const content = await laidOut(path);
  if (shown === path) body.replaceChildren(content);
}

/**
 * The page of a record less what stands beside it already.
 * @param {string} path
 */
async function laidOut(path) {
  const found = await pageAt(path);
  if (!found) return html("p", { class: "state", role: "alert" }, gettext("The server cannot be reached. Is the network there?"));
  const { page } = found;
  const main = page.querySelector("article.record") ?? page.querySelector("main") ?? page.body;
  for (const beside of main.querySelectorAll("figure.picture, .share")) beside.remove();
  for (const behind of main.querySelectorAll("details.behind")) behind.setAttribute("open", "");
  for (const named of main.querySelectorAll("[id], [aria-labelledby]")) named.removeAttribute("id"), named.removeAttribute("aria-labelledby");
  return document.adoptNode(main);
}
