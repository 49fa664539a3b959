// What a page has beside its pictures, and what it can do with them.
import { following } from "./live.js";
import { panels } from "./panel.js";
import { printing } from "./printing.js";
import { sharing } from "./share.js";
import { suggesting } from "./suggest.js";

/** @param {() => (import("./types.d.ts").View | void)[]} views */
export function beside(views) {
  panels();
  sharing();
  printing();
  suggesting();
  following(views);
}
