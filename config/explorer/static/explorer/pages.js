// Pages of ours, read for what the server lays out in them.

/**
 * A page as a document that runs no script; null where the server cannot be reached.
 * @param {string} address
 * @returns {Promise<{ status: number, page: Document } | null>}
 */
export async function pageAt(address) {
  const response = await fetch(address).catch(() => null);
  if (!response) return null;
  // Its pictures are not shown, and the policy of this page refuses the styles that they begin with.
  const text = (await response.text()).replaceAll(/<style[^>]*>[^<]*<\/style>/g, "");
  return { status: response.status, page: new DOMParser().parseFromString(text, "text/html") };
}
