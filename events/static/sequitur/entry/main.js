// The page on which an article is entered: its text beside the form of what is made from it.

import { fill, set } from "./fields.js";
import { make } from "./passing.js";
import { selected, selectByKeys } from "./selection.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector(".entry-making > #content-main form"));
const source = document.getElementById("entry-source");
const panel = document.getElementById("entry-passing");
const status = document.getElementById("entry-status");

/** @type {HTMLInputElement | HTMLTextAreaElement | null} The field that was typed in last. */
let lastField = null;
/** @type {import("./selection.js").Excerpt | null} The words selected last. */
let excerpt = null;

if (form && source) {
    listen(form, source);
    watchText();
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} source
 */
function listen(form, source) {
    form.addEventListener("focusin", ({ target }) => {
        if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
            lastField = ["checkbox", "submit", "search"].includes(target.type) ? lastField : target;
            showBar();
        }
    });
    source.addEventListener("click", ({ target }) => {
        const button = target instanceof Element && target.closest("[data-take]");
        if (button instanceof HTMLElement && button.dataset.take) {
            take(button.dataset.take);
        }
    });
    document.addEventListener("selectionchange", () => {
        const text = document.getElementById("entry-text");
        const found = text && selected(text);
        if (found) {
            excerpt = found;
            showBar();
        }
    });
    document.addEventListener("click", takeOffer);
}

function watchText() {
    const text = document.getElementById("entry-text");
    if (!text) {
        return;
    }
    selectByKeys(text);
    text.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && excerpt) {
            event.preventDefault();
            take("excerpt");
        }
    });
}

function showBar() {
    const bar = document.getElementById("entry-bar");
    const shown = document.getElementById("entry-selected");
    const copy = bar?.querySelector("[data-take=field]");
    if (!bar || !shown || !(copy instanceof HTMLButtonElement) || !excerpt) {
        return;
    }
    bar.hidden = false;
    shown.textContent = `“${excerpt.words}” ${excerpt.locator}`;
    copy.disabled = !lastField;
    copy.textContent = lastField ? `Copy into “${labelOf(lastField)}”` : "Copy into the field";
}

/** @param {HTMLInputElement | HTMLTextAreaElement} field */
function labelOf(field) {
    return (field.labels?.[0]?.textContent ?? field.getAttribute("aria-label") ?? field.name).replace(/:\s*$/, "").trim();
}

/**
 * Do with the words selected what was asked.
 * @param {string} what
 */
function take(what) {
    if (!excerpt || !form) {
        return;
    }
    const { words, start, end, locator } = excerpt;
    if (what === "field" && lastField) {
        set(lastField, words, words);
        lastField.focus();
    } else if (what === "excerpt") {
        const fields = { quote: words, locator, start_offset: start, end_offset: end };
        tell(fill(form, { fields, labels: {} }) ? `Excerpt: “${words}” ${locator}` : "What is made here has no excerpt.");
    } else if (panel) {
        make(panel, what, words, ({ key, label }) => {
            tell(`Saved: ${what} “${label}”.`);
            takeMade(what, key, label);
            refresh();
        });
    }
}

/**
 * Put what was just made where it is most likely wanted, if that is free.
 * @param {string} kind
 * @param {number} key
 * @param {string} label
 */
function takeMade(kind, key, label) {
    const speaker = form?.querySelector("#id_speaker");
    const isFree = speaker instanceof HTMLSelectElement && !speaker.value;
    const name = kind === "actor" && speaker ? (isFree ? "speaker" : "") : kind;
    if (form && name) {
        fill(form, { fields: { [name]: key }, labels: { [name]: label } });
    }
}

/**
 * Fill in what an offer says, where the form that is open has the fields; else its address is followed.
 * @param {MouseEvent} event
 */
function takeOffer(event) {
    const offer = event.target instanceof Element && event.target.closest("a.offer[data-offer]");
    if (!(offer instanceof HTMLAnchorElement) || !form || event.ctrlKey || event.metaKey || event.shiftKey) {
        return;
    }
    const { fields, labels } = JSON.parse(offer.dataset.offer ?? "{}");
    const here = new URLSearchParams(location.search).get("make") ?? "event";
    const { make: wanted = here, ...values } = fields;
    if (wanted !== here) {
        return;
    }
    event.preventDefault();
    const first = fill(form, { fields: values, labels });
    tell(first ? `Filled in: ${offer.textContent}` : "The form has no such field.");
    first?.scrollIntoView({ block: "nearest" });
}

/** Show text, offers and what was made as they are now, and leave the form alone. */
async function refresh() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const id of ["entry-text", "entry-offers", "entry-made"]) {
        const now = page.getElementById(id);
        if (now) {
            document.getElementById(id)?.replaceWith(now);
        }
    }
    watchText();
}

/** @param {string} message */
function tell(message) {
    if (status) {
        status.textContent = message;
    }
}
