/** A page of patients before they are described. */
export type IdPage = {
  ids: string[]
  page: { next: string | null; previous: string | null }
  count: { value: number; isMore: boolean }
}

/** A screen and a bit: each line asks a dozen doors. */
export const PAGE_SIZE = 30
/** Nobody needs to know whether there are 4,000 or 290,000, and counting them costs. */
export const MAX_COUNT = 1_000
/** With one less shown than read, "more than 999" is known without reading further. */
export const MAX_RELATIONS = 1_000
