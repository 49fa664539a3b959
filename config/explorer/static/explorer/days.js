// Days as numbers, as EDTF's bounds need them: of any year, before our era too.

import { known } from "./known.js";

export const DAY = 86_400_000;

/**
 * The day since 1970 that an ISO 8601 day of the API is; years of more than four digits have a sign.
 * @param {string} iso
 */
export function dayOf(iso) {
  const [, year = "0", month = "1", day = "1"] = /^([+-]?\d+)-(\d\d)-(\d\d)$/.exec(iso) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return Math.round(date.getTime() / DAY);
}

/**
 * A day as the API takes it.
 * @param {number} day
 */
export function isoOf(day) {
  const date = new Date(day * DAY);
  const year = date.getUTCFullYear();
  const digits = year >= 0 && year <= 9999 ? String(year).padStart(4, "0") : `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(6, "0")}`;
  return `${digits}-${String(date.getUTCMonth() + 1).padStart(2, "0")}-${String(date.getUTCDate()).padStart(2, "0")}`;
}

/** @param {string | null | undefined} iso */
export const dayOrNull = (iso) => (iso ? dayOf(iso) : null);

// The API's own words for times are British.
export const LOCALE = known.language === "en" ? "en-GB" : known.language;
/**
 * Moments as the API would write them: September is Sep, as all other months have three letters.
 * @param {Intl.DateTimeFormatOptions} options
 */
export function writer(options) {
  const format = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
  return (/** @type {Date} */ date) => format.format(date).replace(/\bSept\b/, "Sep");
}

/** Made when the first day is written: to make one takes long. @type {((date: Date) => string) | undefined} */
let words;

/**
 * A day in words.
 * @param {number} day
 */
export function inWords(day) {
  words ??= writer({ dateStyle: "medium" });
  return words(new Date(day * DAY));
}
