// Filling in fields of the admin's forms, as if someone had typed or chosen.

/**
 * @typedef {object} Filling What to put where.
 * @property {Record<string, string | number>} fields Values by the names of their fields.
 * @property {Record<string, string>} labels What to show for the keys among them.
 */

/** The inline that takes several of a field that has a row for each. @type {Record<string, string>} */
const ROWS = { actor: "participations", place: "places" };

/**
 * Put values into a form.
 * @param {HTMLFormElement} form
 * @param {Filling} filling
 * @returns {HTMLElement | null} The first field filled in.
 */
export function fill(form, { fields, labels }) {
    /** @type {HTMLElement | null} */
    let first = null;
    for (const [name, value] of Object.entries(fields)) {
        const field = fieldFor(form, name, String(value));
        if (field) {
            set(field, String(value), labels[name] ?? String(value));
            first ??= field;
        }
    }
    return first;
}

/**
 * Set one field, and tell those who listen.
 * @param {HTMLElement} field
 * @param {string} value
 * @param {string} label What a chosen record is called.
 */
export function set(field, value, label) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) {
        return;
    }
    if (field instanceof HTMLSelectElement && value && ![...field.options].some((one) => one.value === value)) {
        field.add(new Option(label, value));
    }
    field.value = value;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Find the field for a value: by its name, else in a row that is free, or that has the value already.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value
 * @returns {HTMLElement | null}
 */
function fieldFor(form, name, value) {
    const own = form.querySelector(`#id_${name}`);
    if (own instanceof HTMLElement) {
        return own;
    }
    const group = document.getElementById(`${ROWS[name]}-group`);
    if (!group) {
        return null;
    }
    const free = () =>
        /** @type {HTMLSelectElement[]} */ ([...group.querySelectorAll(`select[name$="-${name}"]:not([name*=__prefix__])`)]).find(
            (one) => one.value === "" || one.value === value,
        );
    if (!free()) {
        /** @type {HTMLElement | null} */ (group.querySelector(".add-row a, .add-row button"))?.click();
    }
    return free() ?? null;
}
