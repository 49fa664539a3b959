// Texts and words in the reader's language.
import { known } from "./known.js";

/**
 * A text of ours, translated; {names} in it are filled in. Django's makemessages finds what it is called with.
 * @param {string} text
 * @param {Record<string, unknown>} [values]
 */
export function gettext(text, values = {}) {
  const translated = known.texts[text] ?? text;
  const form = Array.isArray(translated) ? translated[0] : translated;
  return (form || text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * The word of a vocabulary for a value.
 * @param {string} vocabulary
 * @param {string | null | undefined} value
 */
export const word = (vocabulary, value) => (value ? (known.words[vocabulary]?.[value] ?? value) : "");

/** @param {number} number */
export const grouped = (number) => new Intl.NumberFormat(known.language).format(number);
