// What the server told this page: where to ask, by which hashes, and words in the reader's language.

/**
 * @typedef {object} Known
 * @property {string} graphql
 * @property {Record<string, string>} documents
 * @property {Record<string, Record<string, string>>} words
 * @property {{ outline: string, names: string }} world where the drawing of the world is, and its countries
 * @property {string} language
 * @property {Record<string, string | string[]>} texts
 * @property {Record<string, unknown>} answers what the API has answered already, by the address it would be asked at
 * @property {string[]} later modules that wait until the page is seen
 */

/** @type {Known} */
export const known = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("known")).textContent ?? "{}");
