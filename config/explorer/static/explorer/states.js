// Honest states of a picture: it is loading, there is nothing, something failed, something is left out.
import { button, html } from "./elements.js";
import { Unanswered } from "./graphql.js";
import { gettext } from "./texts.js";

/**
 * The line below a picture that says how it stands; screen readers hear it change.
 * @param {HTMLElement} figure
 */
export function stateOf(figure) {
  const line = figure.querySelector(".state") ?? html("p", { class: "state", role: "status" });
  if (!line.isConnected) figure.append(line);
  /** What had the focus here goes; the picture takes it. @param {(string | Node)[]} told */
  const put = (...told) => {
    const isHeld = line.contains(document.activeElement);
    line.replaceChildren(...told);
    if (isHeld) /** @type {SVGElement | null} */ (figure.querySelector("svg[tabindex]"))?.focus({ preventScroll: true });
  };
  return {
    loading: () => put(gettext("Loading…")),
    clear: () => put(),
    /** @param {string} text */
    tell: (text) => put(text),
    /**
     * Let a reader do something about it.
     * @param {string} label
     * @param {() => void} act
     */
    offer: (label, act) => line.append(" ", button(label, act)),
    /**
     * @param {unknown} error
     * @param {() => void} again
     */
    failed: (error, again) => {
      if (!(error instanceof Unanswered)) throw error;
      put(error.message, " ", button(gettext("Try again"), again));
    },
  };
}
