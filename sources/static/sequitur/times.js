// Shows, while a time is typed, how it will be understood.

/**
 * @typedef {object} Reading One meaning of what was typed.
 * @property {string} edtf
 * @property {string} why
 * @property {string} understood
 */

const PAUSE = 250;

/** @type {WeakMap<HTMLInputElement, number>} */
const timers = new WeakMap();

document.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.readTime) {
        clearTimeout(timers.get(target));
        timers.set(target, setTimeout(() => read(target), PAUSE));
    }
});

/** @param {HTMLInputElement} field */
async function read(field) {
    const text = field.value;
    const shown = placeFor(field);
    if (!text.trim()) {
        shown.replaceChildren("—");
        return;
    }
    const query = new URLSearchParams({ text, source: sourceFor(field) });
    const response = await fetch(`${field.dataset.readTime}?${query}`, { headers: { Accept: "application/json" } });
    if (!response.ok || field.value !== text) {
        return;
    }
    /** @type {{ readings?: Reading[], fault?: string }} */
    const { readings = [], fault } = await response.json();
    shown.replaceChildren(...(fault ? [fault] : told(field, readings)));
}

/**
 * @param {HTMLInputElement} field
 * @param {Reading[]} readings
 * @returns {(string | Node)[]}
 */
function told(field, [first, ...others]) {
    const choices = others.map((one) => {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = `${one.why || "or"}: ${one.edtf}`;
        button.addEventListener("click", () => choose(field, one));
        return button;
    });
    const why = first.why ? ` (${first.why})` : "";
    return choices.length ? [`${first.understood}${why}. Or `, ...choices] : [`${first.understood}${why}`];
}

/**
 * Take another reading, and keep what was typed as the wording.
 * @param {HTMLInputElement} field
 * @param {Reading} reading
 */
function choose(field, reading) {
    const beside = (/** @type {string} */ name) =>
        /** @type {HTMLInputElement | HTMLSelectElement | null} */ (
            document.getElementById(field.id.replace(/_edtf$/, `_${name}`))
        );
    const worded = beside("worded");
    const basis = beside("basis");
    if (worded && !worded.value) {
        worded.value = field.value;
    }
    if (basis && reading.why) {
        basis.value = "INFERRED";
    }
    field.value = reading.edtf;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
}

/**
 * Return where it is shown how a time is understood, made where a page has no such place.
 * @param {HTMLInputElement} field
 * @returns {HTMLElement}
 */
function placeFor(field) {
    const name = field.name.replace(/^.*-\d+-/, "").replace(/_edtf$/, "_resolved");
    const row = field.closest("tr, .inline-related, form");
    const place = row?.querySelector(`.field-${name} .readonly, td.field-${name} p, output.field-${name}`);
    if (place instanceof HTMLElement) {
        place.setAttribute("aria-live", "polite");
        return place;
    }
    const made = document.createElement("output");
    made.className = `field-${name}`;
    field.after(made);
    return made;
}

/**
 * Return the key of the source from whose date a time is counted: that of its own row, page or first citation.
 * @param {HTMLInputElement} field
 */
function sourceFor(field) {
    const entered = document.querySelector("[data-entered-source]");
    if (entered instanceof HTMLElement) {
        return entered.dataset.enteredSource ?? "";
    }
    const prefix = field.name.match(/^.*-\d+-/)?.[0] ?? "";
    const names = [`${prefix}source`, "source", ...citations(field)];
    for (const name of names) {
        const named = field.form?.elements.namedItem(name);
        if (named instanceof HTMLSelectElement && named.value) {
            return named.value;
        }
    }
    return "";
}

/** @param {HTMLInputElement} field */
function citations(field) {
    return [...(field.form?.elements ?? [])]
        .map((one) => one.getAttribute("name") ?? "")
        .filter((name) => /^citations-\d+-source$/.test(name));
}
