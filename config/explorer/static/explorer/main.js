// Brings a page to life: first the pictures in sight, then what stands beside them, the rest when one comes there.
import { known } from "./known.js";
import { carry } from "./memory.js";

/** So near to what is seen, in pixels, a picture is drawn; and so long, in milliseconds, what is beside it waits for it. */
const [NEAR, PATIENCE] = [300, 1500];

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
  { rootMargin: `${NEAR}px` },
);

/** @param {HTMLElement} figure */
const isNear = (figure) => figure.getBoundingClientRect().top < innerHeight + NEAR;

async function pictures() {
  const figures = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("figure[data-view]"))];
  for (const figure of figures) if (!isNear(figure)) sight.observe(figure);
  await Promise.all(figures.filter(isNear).map(draw));
}

/** What the server has drawn is seen before the modules are read that let it be moved. */
async function seen() {
  if (!known.later.length) return;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  document.head.append(...known.later.map((href) => Object.assign(document.createElement("link"), { rel: "modulepreload", href })));
}

carry();
await seen();
await Promise.race([pictures(), new Promise((done) => setTimeout(done, PATIENCE))]).finally(async () => {
  const { beside } = await import("./beside.js");
  beside(() => [...drawn.values()]);
});
