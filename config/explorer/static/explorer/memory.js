// How a picture is looked at, kept in the address, so that it can be shared: no entry of the history for each move.
// What is chosen to be read, as a step of a story, is a place that one can go back to.

/** @param {string} name */
export const remembered = (name) => new URLSearchParams(location.search).get(name) ?? "";

/**
 * Keep some values; blank ones are left away.
 * @param {Record<string, string>} values
 */
export function remember(values) {
  history.replaceState(history.state, "", addressWith(values));
  carry();
}

/**
 * Keep some values as a place of its own, which Back leaves.
 * @param {Record<string, string>} values
 */
export const visit = (values) => history.pushState(null, "", addressWith(values));

/** @param {Record<string, string>} values */
function addressWith(values) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  return address;
}

/** Let the other view of the same events keep the window of time. */
export function carry() {
  const window = remembered("in");
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("a[data-carries]"))) {
    const address = new URL(link.href);
    if (window) address.searchParams.set("in", window);
    else address.searchParams.delete("in");
    link.href = address.href;
  }
}
