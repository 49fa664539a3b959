// A picture by itself, with its looks written into it, since outside the page there is no style sheet.

const LOOKS = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "font-style", "text-anchor", "paint-order"];
const MARGIN = 16;

/**
 * @param {SVGSVGElement} drawn
 * @param {string} title
 */
export function asSvg(drawn, title) {
  const copy = /** @type {SVGSVGElement} */ (drawn.cloneNode(true));
  const [from, to] = [[drawn, ...drawn.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((element, index) => dress(element, /** @type {Element} */ (to[index])));
  for (const unseen of copy.querySelectorAll(".hit, .more")) unseen.remove();
  const box = wholeOf(drawn);
  const [width, height] = [Math.ceil(box.width + 2 * MARGIN), Math.ceil(box.height + 2 * MARGIN)];
  copy.querySelector(".layer")?.removeAttribute("transform");
  copy.setAttribute("viewBox", `${box.x - MARGIN} ${box.y - MARGIN} ${width} ${height}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = copy.insertBefore(document.createElementNS(copy.namespaceURI, "rect"), copy.firstChild);
  const look = { x: box.x - MARGIN, y: box.y - MARGIN, width, height, fill: getComputedStyle(document.documentElement).backgroundColor };
  for (const [name, value] of Object.entries(look)) ground.setAttribute(name, String(value));
  const named = copy.insertBefore(document.createElementNS(copy.namespaceURI, "title"), copy.firstChild);
  named.textContent = title;
  for (const link of copy.querySelectorAll("a")) link.setAttribute("href", new URL(link.getAttribute("href") ?? "", location.href).href);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

/**
 * All of a chain, wherever it was moved to; of time what is seen.
 * @param {SVGSVGElement} drawn
 */
function wholeOf(drawn) {
  const layer = /** @type {SVGGElement | null} */ (drawn.querySelector(".layer"));
  return drawn.matches(".chain") && layer ? layer.getBBox() : new DOMRect(0, 0, drawn.clientWidth, drawn.clientHeight);
}

/**
 * @param {Element} element
 * @param {Element} copy
 */
function dress(element, copy) {
  const style = getComputedStyle(element);
  for (const name of LOOKS) {
    const value = style.getPropertyValue(name);
    if (value) copy.setAttribute(name, value);
  }
}

/**
 * @param {{ text: string, width: number, height: number }} drawn
 * @returns {Promise<Blob>}
 */
export async function asPngBlob({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(image, 0, 0, width * 2, height * 2);
  return new Promise((done) => canvas.toBlob((blob) => done(/** @type {Blob} */ (blob)), "image/png"));
}
