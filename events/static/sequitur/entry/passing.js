// A new actor or place, made while something else is being typed, which stays as it is.

/**
 * @typedef {object} Made
 * @property {number} key
 * @property {string} label
 */

/**
 * @typedef {object} Refused
 * @property {Record<string, string[]>} errors
 * @property {string} [told_apart]
 * @property {{ label: string, url: string }[]} [lookalikes]
 */

/**
 * Open the form of a new actor or place beside the page's own, and save it without leaving.
 * @param {HTMLElement} panel
 * @param {string} kind
 * @param {string} name What it begins with.
 * @param {(made: Made) => void} done
 */
export async function make(panel, kind, name, done) {
    const back = document.activeElement;
    const address = `?${new URLSearchParams({ make: kind, name })}`;
    const form = await formAt(address);
    if (!form) {
        location.assign(address);
        return;
    }
    const close = () => {
        panel.replaceChildren();
        panel.hidden = true;
        if (back instanceof HTMLElement) {
            back.focus();
        }
    };
    panel.replaceChildren(heading(`New ${kind}`), form, button("Cancel", close));
    panel.hidden = false;
    panel.onkeydown = ({ key }) => {
        if (key === "Escape") {
            close();
        }
    };
    /** @type {any} */ (window).django?.jQuery(panel).find(".admin-autocomplete").not("[name*=__prefix__]").djangoAdminSelect2();
    /** @type {HTMLElement | null} */ (form.querySelector("[name=name]"))?.focus();
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const made = await send(form, address);
        if (made) {
            close();
            done(made);
        }
    });
}

/**
 * Fetch the form of a page, its names apart from those of the form that is open.
 * @param {string} address
 * @returns {Promise<HTMLFormElement | null>}
 */
async function formAt(address) {
    const response = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const form = /** @type {HTMLFormElement | null} */ (page.querySelector(".entry-making form"));
    if (!response.ok || !form) {
        return null;
    }
    for (const element of form.querySelectorAll("[id], [for], [aria-describedby], [aria-labelledby]")) {
        for (const name of ["id", "for", "aria-describedby", "aria-labelledby"]) {
            const value = element.getAttribute(name);
            if (value) {
                element.setAttribute(name, `passing_${value}`);
            }
        }
    }
    form.querySelectorAll("script, .related-widget-wrapper-link").forEach((one) => one.remove());
    form.id = "passing_form";
    return form;
}

/**
 * Save a form, or show at its fields what was refused.
 * @param {HTMLFormElement} form
 * @param {string} address
 * @returns {Promise<Made | null>}
 */
async function send(form, address) {
    form.querySelectorAll(".errorlist").forEach((one) => one.remove());
    const response = await fetch(address, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
    });
    if (response.status === 201) {
        return response.json();
    }
    /** @type {Refused} */
    const refused = response.status === 422 ? await response.json() : { errors: { "": [`Not saved (${response.status}).`] } };
    tellApart(form, refused);
    for (const [name, messages] of Object.entries(refused.errors)) {
        const field = name ? form.querySelector(`[name="${CSS.escape(name)}"]`) : null;
        (field?.closest(".fieldBox, .form-row, td") ?? form).prepend(listOf(messages));
    }
    /** @type {HTMLElement | null} */ (form.querySelector(".errorlist ~ * :is(input, select, textarea)"))?.focus();
    return null;
}

/**
 * Show the records that what is made looks like; once they are shown it may be saved.
 * @param {HTMLFormElement} form
 * @param {Refused} refused
 */
function tellApart(form, { told_apart: told = "", lookalikes = [] }) {
    const field = form.elements.namedItem("told_apart");
    const section = form.querySelector(".lookalikes");
    if (!(field instanceof HTMLInputElement) || !(section instanceof HTMLElement)) {
        return;
    }
    field.value = told || field.value;
    section.hidden = !lookalikes.length;
    section.querySelector("ul")?.replaceChildren(
        ...lookalikes.map(({ label, url }) => {
            const line = document.createElement("li");
            line.append(Object.assign(document.createElement("a"), { href: url, target: "_blank", textContent: label }));
            return line;
        }),
    );
}

/** @param {string[]} messages */
function listOf(messages) {
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.setAttribute("role", "alert");
    list.append(...messages.map((one) => Object.assign(document.createElement("li"), { textContent: one })));
    return list;
}

/** @param {string} text */
function heading(text) {
    return Object.assign(document.createElement("h2"), { textContent: text });
}

/**
 * @param {string} text
 * @param {() => void} press
 */
function button(text, press) {
    return Object.assign(document.createElement("button"), { type: "button", textContent: text, onclick: press });
}
