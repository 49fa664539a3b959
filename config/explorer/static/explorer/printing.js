// On paper a picture is as wide as the paper, whatever it was laid out for: all of a chain, of others what is seen.

export function printing() {
  addEventListener("beforeprint", () => {
    for (const picture of pictures()) {
      const { x, y, width, height } = picture.matches(".chain") ? picture.getBBox() : new DOMRect(0, 0, picture.clientWidth, picture.clientHeight);
      if (width && height) picture.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    }
  });
  addEventListener("afterprint", () => {
    for (const picture of pictures()) picture.removeAttribute("viewBox");
  });
}

const pictures = () => /** @type {NodeListOf<SVGSVGElement>} */ (document.querySelectorAll("figure.picture svg:is(.timeline, .chain, .map)"));
