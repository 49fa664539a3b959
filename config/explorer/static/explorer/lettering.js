// Texts in drawings: broken into lines that fit, since SVG breaks none.

const FONTS = { title: '600 15px "Iowan Old Style", Charter, Georgia, serif', small: "12px system-ui, sans-serif", label: "13px system-ui, sans-serif" };
/** What texts are measured on, once there is one to measure. @type {CanvasRenderingContext2D | undefined} */
let context;

/** Measured once: a timeline asks for the same names at every move. @type {Map<string, number>} */
const widths = new Map();

/**
 * @param {string} text
 * @param {keyof typeof FONTS} font
 */
export function widthOf(text, font) {
  const key = `${font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  context.font = FONTS[font];
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

/**
 * At most so many lines of a text; what does not fit ends in an ellipsis.
 * @param {string} text
 * @param {keyof typeof FONTS} font
 * @param {number} width
 * @param {number} most
 */
export function lines(text, font, width, most) {
  const words = text.split(/\s+/);
  /** @type {string[]} */
  const found = [];
  for (const word of words) {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && widthOf(longer, font) <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  const kept = found.slice(0, most).map((line) => shortened(line, font, width));
  if (found.length > most) kept[most - 1] = shortened(`${kept[most - 1]} …`, font, width);
  return kept;
}

/**
 * @param {string} line
 * @param {keyof typeof FONTS} font
 * @param {number} width
 */
function shortened(line, font, width) {
  let text = line.replace(/ …$/, "");
  const isCut = text !== line;
  if (!isCut && widthOf(text, font) <= width) return text;
  while (text.length > 1 && widthOf(`${text}…`, font) > width) text = text.slice(0, -1);
  return `${text.trimEnd()}…`;
}
