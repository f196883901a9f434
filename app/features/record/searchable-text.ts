/** Longer texts are cut: they serve the search, the document itself is whole. */
const MAX_TEXT = 1_000_000

/** What of a document's words is kept for search. Postgres has no NUL in a text; some PDF writers do. */
export const searchableText = (text: string | null | undefined): string =>
  text?.replaceAll('\0', '').slice(0, MAX_TEXT).trim() ?? ''
