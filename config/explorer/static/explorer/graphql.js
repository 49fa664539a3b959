// Asking the public API: documents by their hash, so that caches and servers of trusted documents know them.
import { known } from "./known.js";
import { gettext } from "./texts.js";

/** The API did not answer. */
export class Unanswered extends Error {
  /**
   * @param {string} code
   * @param {string} message
   */
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/**
 * Where to ask a document with variables; by GET, so that an answer may be kept.
 * @param {string} name
 * @param {Record<string, unknown>} variables
 */
export function address(name, variables) {
  const parameters = new URLSearchParams({ documentId: `sha256:${known.documents[name]}`, variables: JSON.stringify(variables) });
  return `${known.graphql}?${parameters}`;
}

/**
 * What a picture asks first, by document: the page tells the variables, and lets the browser ask it ahead.
 * @param {HTMLElement} figure
 */
export const asksFirst = (figure) => JSON.parse(figure.dataset.asks ?? "{}");

/**
 * What the API answers to a document of the explorer. Throws Unanswered, or AbortError where the signal says so.
 * @param {string} name
 * @param {Record<string, unknown>} [variables]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(name, variables = {}, signal) {
  const url = address(name, variables);
  if (url in known.answers) return taken(url);
  const response = await reached(url, signal);
  const body = await response.json().catch(() => ({}));
  if (body.errors?.length) {
    const { message, extensions } = body.errors[0];
    throw new Unanswered(extensions?.code ?? "INTERNAL_ERROR", message);
  }
  if (!body.data) throw new Unanswered("INTERNAL_ERROR", gettext("The server did not answer as it should."));
  return body.data;
}

/**
 * What the page brought along; whoever asks again asks the server.
 * @param {string} url
 */
function taken(url) {
  const answer = known.answers[url];
  delete known.answers[url];
  return answer;
}

/**
 * @param {string} url
 * @param {AbortSignal} [signal]
 */
async function reached(url, signal) {
  try {
    // Without headers of our own, so that it is found where the page let it be asked ahead.
    return await fetch(url, { signal: signal ?? null });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Unanswered("OFFLINE", gettext("The server cannot be reached. Is the network there?"));
  }
}

/**
 * All nodes of a connection, page by page, at most so many.
 * @param {string} name
 * @param {Record<string, unknown>} variables
 * @param {(answer: any) => { edges: { node: any }[], pageInfo: { hasNextPage: boolean, endCursor: string } }} connection
 * @param {number} most
 * @param {AbortSignal} [signal]
 */
export async function askAll(name, variables, connection, most, signal) {
  const found = [];
  let after = null;
  do {
    const page = connection(await ask(name, { ...variables, after }, signal));
    found.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after && found.length < most);
  return found;
}
