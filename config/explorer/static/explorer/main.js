// Brings a page to life: each picture is loaded when it comes into sight, the rest beside it.
import { carry } from "./memory.js";
import { panels } from "./panel.js";
import { sharing } from "./share.js";
import { suggesting } from "./suggest.js";
import { following } from "./live.js";

/** @type {Map<Element, import("./types.d.ts").View | void>} */
const drawn = new Map();

/** @param {HTMLElement} figure */
async function draw(figure) {
  const { draw: fill } = await import(`./views/${figure.dataset.view}.js`);
  drawn.set(figure, await fill(figure));
}

const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      draw(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: "300px" },
);
for (const figure of document.querySelectorAll("figure[data-view]")) sight.observe(figure);

carry();
panels();
sharing();
suggesting();
following(() => [...drawn.values()]);
