// Taking something along: a link, a citation, code to embed, the picture.
import { gettext } from "./texts.js";

export function sharing() {
  for (const one of document.querySelectorAll("[data-copy]")) {
    one.addEventListener("click", () => take(/** @type {HTMLElement} */ (one)));
  }
}

/** @param {HTMLElement} chosen */
async function take(chosen) {
  const embedded = new URL(location.href);
  embedded.searchParams.set("embed", "1");
  switch (chosen.dataset.copy) {
    case "link":
      return copy(chosen, location.href);
    case "citation":
      return copy(chosen, chosen.dataset.text ?? "");
    case "embed":
      return copy(chosen, `<iframe src="${embedded.href.replaceAll("&", "&amp;")}" title="${document.title.replaceAll('"', "&quot;")}" width="100%" height="640" loading="lazy"></iframe>`);
    case "print":
      return print();
    default:
      return picture(chosen.dataset.copy === "png");
  }
}

/**
 * @param {HTMLElement} chosen
 * @param {string} text
 */
async function copy(chosen, text) {
  const label = chosen.textContent;
  const done = await written(text);
  chosen.textContent = done ? gettext("Copied") : gettext("Could not copy");
  setTimeout(() => (chosen.textContent = label), 1500);
}

/** @param {string} text */
const written = (text) => (navigator.clipboard ? navigator.clipboard.writeText(text).then(() => true, () => false) : Promise.resolve(false));

/** @param {boolean} asPng */
async function picture(asPng) {
  const picture = (/** @type {string} */ kind) => /** @type {SVGSVGElement | null} */ (document.querySelector(`figure.picture svg.${kind}`));
  const drawn = picture("chain") ?? picture("timeline");
  if (!drawn) return;
  const { asSvg, asPngBlob } = await import("./export.js");
  const whole = asSvg(drawn, document.title);
  save(asPng ? await asPngBlob(whole) : new Blob([whole.text], { type: "image/svg+xml" }), asPng ? "png" : "svg");
}

/**
 * @param {Blob} content
 * @param {string} ending
 */
function save(content, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = `${location.pathname.split("/").at(-1) || "timeline"}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
