import { type SQL, sql } from 'drizzle-orm'
import { EXTRACT_ENDS, FOUND_BEGINS, FOUND_ENDS, parseSearchTerms, type SearchTerm } from '../search-words.ts'

/** The terms as Postgres asks them: words of no meaning (le, de) drop out by themselves. */
export function tsQuery(terms: readonly SearchTerm[]): SQL {
  const asked = terms.map(({ kind, text, isExcluded }) => {
    const query =
      kind === 'word'
        ? sql`to_tsquery('app.french', ${`'${text}':*`})`
        : sql`phraseto_tsquery('app.french', ${text})`
    return isExcluded ? sql`!! ${query}` : query
  })
  return sql.join(asked, sql` && `)
}

/** What may be searched of a text: signs that mark what was found must not come from it. */
export const textOf = (content: SQL): SQL =>
  sql`translate(left(${content}, 250000), ${FOUND_BEGINS + FOUND_ENDS + EXTRACT_ENDS}, '')`

const marks = `StartSel="${FOUND_BEGINS}", StopSel="${FOUND_ENDS}"`
const fragments = `${marks}, MaxFragments=2, MinWords=8, MaxWords=28, FragmentDelimiter="${EXTRACT_ENDS}"`

export const extractsOf = (content: SQL, query: SQL): SQL =>
  sql`ts_headline('app.french', ${textOf(content)}, ${query}, ${fragments})`
export const wholeMarked = (content: SQL, query: SQL): SQL =>
  sql`ts_headline('app.french', ${textOf(content)}, ${query}, ${`${marks}, HighlightAll=true`})`

/** The very words of a text that a search finds, as they are written in it. */
export const foundWords = (headline: string | null): string[] => [
  ...new Set(
    (headline ?? '')
      .split(FOUND_BEGINS)
      .slice(1)
      .map((piece) => piece.split(FOUND_ENDS)[0] ?? '')
      .filter(Boolean),
  ),
]

export const queryOf = (typed: string): SQL | null => {
  const terms = parseSearchTerms(typed).filter((term) => !term.isExcluded)
  return terms.length > 0 ? tsQuery(terms) : null
}
