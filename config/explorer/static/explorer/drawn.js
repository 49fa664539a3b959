// What the server drew into the page before any script ran.

/**
 * The picture that it drew for a window as wide as this; what it drew for others goes.
 * @param {Element} figure
 * @param {string} selector
 */
export function drawnIn(figure, selector) {
  const all = /** @type {NodeListOf<SVGSVGElement>} */ (figure.querySelectorAll(selector));
  const [fits, ...others] = [...all].sort((a, b) => b.clientWidth - a.clientWidth);
  for (const other of others) other.remove();
  fits?.classList.remove("wide", "narrow");
  return fits;
}
