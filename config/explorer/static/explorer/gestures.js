// Moving a picture: by dragging, by two fingers, by the wheel, by keys, and to what has the focus. What moving means is the picture's own.

/**
 * @typedef {object} Moves
 * @property {(dx: number, dy: number) => void} pan
 * @property {(factor: number, x: number, y: number) => void} zoom about a point, in pixels of the target
 * @property {() => void} reset
 */

const [STEP, CLICK, MARGIN] = [60, 4, 12];

/**
 * Tell moves from what a reader does to a picture. The page still scrolls: a plain wheel is left to it.
 * @param {SVGSVGElement} target
 * @param {Moves} moves
 */
export function gestures(target, moves) {
  byPointers(target, moves);
  byWheel(target, moves);
  byKeys(target, moves);
  byFocus(target, moves);
}

/**
 * @param {SVGSVGElement} target
 * @param {Moves} moves
 */
function byPointers(target, moves) {
  /** @type {Map<number, PointerEvent>} */
  const down = new Map();
  let travelled = 0;
  target.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, event);
  });
  target.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY];
    travelled += Math.abs(dx) + Math.abs(dy);
    if (travelled > CLICK && !target.hasPointerCapture(event.pointerId)) target.setPointerCapture(event.pointerId);
    if (down.size === 2) pinch(target, moves, [...down.values()], event);
    else moves.pan(dx, dy);
    down.set(event.pointerId, event);
  });
  for (const ended of /** @type {const} */ (["pointerup", "pointercancel", "pointerleave"])) {
    target.addEventListener(ended, (event) => down.delete(event.pointerId));
  }
  // A drag that ends on a link is no click on it.
  target.addEventListener("click", (event) => travelled > CLICK && (event.preventDefault(), event.stopPropagation()), true);
  target.addEventListener("dragstart", (event) => event.preventDefault());
}

/**
 * @param {SVGSVGElement} target
 * @param {Moves} moves
 * @param {PointerEvent[]} fingers
 * @param {PointerEvent} moved
 */
function pinch(target, moves, fingers, moved) {
  const [still] = fingers.filter((one) => one.pointerId !== moved.pointerId);
  const [before] = fingers.filter((one) => one.pointerId === moved.pointerId);
  if (!still || !before) return;
  const apart = (/** @type {PointerEvent} */ one) => Math.hypot(one.clientX - still.clientX, one.clientY - still.clientY);
  const box = target.getBoundingClientRect();
  const middle = { x: (moved.clientX + still.clientX) / 2 - box.left, y: (moved.clientY + still.clientY) / 2 - box.top };
  moves.zoom(apart(moved) / Math.max(apart(before), 1), middle.x, middle.y);
}

/**
 * @param {SVGSVGElement} target
 * @param {Moves} moves
 */
function byWheel(target, moves) {
  target.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        const box = target.getBoundingClientRect();
        moves.zoom(Math.exp(-event.deltaY / 300), event.clientX - box.left, event.clientY - box.top);
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        moves.pan(-(event.deltaX || event.deltaY), 0);
      } else return;
      event.preventDefault();
    },
    { passive: false },
  );
}

/**
 * @param {SVGSVGElement} target
 * @param {Moves} moves
 */
function byKeys(target, moves) {
  const middle = () => /** @type {const} */ ([target.clientWidth / 2, target.clientHeight / 2]);
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => moves.pan(STEP, 0),
    ArrowRight: () => moves.pan(-STEP, 0),
    ArrowUp: () => moves.pan(0, STEP),
    ArrowDown: () => moves.pan(0, -STEP),
    "+": () => moves.zoom(1.4, ...middle()),
    "=": () => moves.zoom(1.4, ...middle()),
    "-": () => moves.zoom(1 / 1.4, ...middle()),
    0: () => moves.reset(),
  };
  target.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target !== target && event.key.startsWith("Arrow")) return;
    act();
    event.preventDefault();
  });
}

/**
 * Bring what the keyboard comes to into sight, where most of it is not.
 * @param {SVGSVGElement} target
 * @param {Moves} moves
 */
function byFocus(target, moves) {
  target.addEventListener("focusin", (event) => {
    const focused = /** @type {Element} */ (event.target);
    if (focused === target || !focused.matches(":focus-visible")) return;
    const [one, all] = [focused.getBoundingClientRect(), target.getBoundingClientRect()];
    const [dx, dy] = [hidden(one.left - all.left, one.right - all.left, all.width), hidden(one.top - all.top, one.bottom - all.top, all.height)];
    if (dx || dy) moves.pan(dx, dy);
  });
}

/**
 * How far to move a span into the room, if less than two thirds of it, or of the room, are seen.
 * @param {number} from
 * @param {number} to
 * @param {number} room
 */
function hidden(from, to, room) {
  const seen = Math.min(to, room) - Math.max(from, 0);
  if (seen >= (Math.min(to - from, room) * 2) / 3) return 0;
  return from < 0 ? Math.min(MARGIN - from, room - MARGIN - to) : Math.max(room - MARGIN - to, MARGIN - from);
}
