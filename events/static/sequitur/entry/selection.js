// Selecting words of the text, by mouse or by keys, and where they stand in it.

/**
 * @typedef {object} Excerpt Words of the text; offsets count characters as the server does, not UTF-16 units.
 * @property {string} words
 * @property {number} start
 * @property {number} end
 * @property {string} locator
 */

const WORD = /[\p{L}\p{N}][^\s]*|[^\s]+/gu;

/** What stands around words and is no part of them. */
const EDGES = /^[\s“”"'‘’(),.;:!?]+|[\s“”"'‘’(),.;:!?]+$/gu;

/**
 * @param {string} text
 * @returns {number} How many characters it has.
 */
const length = (text) => [...text].length;

/**
 * Return the words selected in the text, without white space around them.
 * @param {HTMLElement} text
 * @returns {Excerpt | null}
 */
export function selected(text) {
    const selection = getSelection();
    if (!selection || selection.rangeCount === 0 || selection.isCollapsed) {
        return null;
    }
    const range = selection.getRangeAt(0);
    if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) {
        return null;
    }
    const paragraphs = [...text.querySelectorAll("p")].filter((one) => range.intersectsNode(one));
    const parts = paragraphs.map((one) => within(one, range)).filter((one) => one.words.trim());
    if (!parts.length) {
        return null;
    }
    const first = parts[0];
    const last = parts[parts.length - 1];
    const numbers = [first.number, last.number];
    return {
        words: parts.map((one) => one.words.trim()).join("\n"),
        start: first.start + length(first.words) - length(first.words.trimStart()),
        end: last.start + length(last.words.trimEnd()),
        locator: numbers[0] === numbers[1] ? `¶ ${numbers[0]}` : `¶ ${numbers[0]}–${numbers[1]}`,
    };
}

/**
 * @param {HTMLElement} paragraph
 * @param {Range} range
 */
function within(paragraph, range) {
    const inside = document.createRange();
    inside.selectNodeContents(paragraph);
    const before = inside.cloneRange();
    if (paragraph.contains(range.startContainer)) {
        inside.setStart(range.startContainer, range.startOffset);
    }
    if (paragraph.contains(range.endContainer)) {
        inside.setEnd(range.endContainer, range.endOffset);
    }
    before.setEnd(inside.startContainer, inside.startOffset);
    return {
        words: inside.toString(),
        start: Number(paragraph.dataset.start) + length(before.toString()),
        number: Number(paragraph.dataset.number),
    };
}

/**
 * Let the arrow keys select words: → and ← word by word, ↓ and ↑ by paragraph, with Shift more of them.
 * @param {HTMLElement} text
 */
export function selectByKeys(text) {
    const words = wordsOf(text);
    let anchor = 0;
    let focus = -1;
    text.addEventListener("mouseup", () => {
        focus = -1;
    });
    text.addEventListener("keydown", (event) => {
        const target = next(words, focus, event);
        if (target === null || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        event.preventDefault();
        focus = target;
        anchor = event.shiftKey ? anchor : target;
        show(words, Math.min(anchor, focus), Math.max(anchor, focus));
    });
}

/**
 * @typedef {object} Place One word: its paragraph, and the text nodes and offsets of its ends.
 * @property {HTMLElement} paragraph
 * @property {[Node, number]} start
 * @property {[Node, number]} end
 */

/**
 * @param {HTMLElement} text
 * @returns {Place[]}
 */
function wordsOf(text) {
    return [...text.querySelectorAll("p")].flatMap((paragraph) =>
        [...(paragraph.textContent ?? "").matchAll(WORD)].map((match) => {
            const bare = match[0].replace(EDGES, "") || match[0];
            const start = match.index + match[0].indexOf(bare);
            return { paragraph, start: at(paragraph, start), end: at(paragraph, start + bare.length) };
        }),
    );
}

/**
 * @param {HTMLElement} paragraph
 * @param {number} offset In UTF-16 units of its text.
 * @returns {[Node, number]}
 */
function at(paragraph, offset) {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    let left = offset;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const size = node.textContent?.length ?? 0;
        if (left <= size) {
            return [node, left];
        }
        left -= size;
    }
    return [paragraph, paragraph.childNodes.length];
}

/**
 * @param {Place[]} words
 * @param {number} focus The word the last key went to, −1 for none.
 * @param {KeyboardEvent} event
 * @returns {number | null} The word this key goes to.
 */
function next(words, focus, event) {
    const paragraph = words[focus]?.paragraph;
    switch (event.key) {
        case "ArrowRight":
            return Math.min(focus + 1, words.length - 1);
        case "ArrowLeft":
            return Math.max(focus - 1, 0);
        case "ArrowDown": {
            const below = words.findIndex((one, place) => place > focus && one.paragraph !== paragraph);
            return below === -1 ? words.length - 1 : below;
        }
        case "ArrowUp": {
            const above = words[words.findIndex((one) => one.paragraph === paragraph) - 1]?.paragraph;
            return Math.max(words.findIndex((one) => one.paragraph === above), 0);
        }
        case "Home":
            return 0;
        case "End":
            return words.length - 1;
        default:
            return null;
    }
}

/**
 * @param {Place[]} words
 * @param {number} first
 * @param {number} last
 */
function show(words, first, last) {
    getSelection()?.setBaseAndExtent(...words[first].start, ...words[last].end);
    words[last].end[0].parentElement?.scrollIntoView({ block: "nearest" });
}
