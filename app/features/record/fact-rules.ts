import type { FactOutcome, FileFact, ReportStatus } from './contract.ts'

export type HeldFiling = {
  entryId: string
  digest: string
  reportStatus: ReportStatus | null
  isCurrent: boolean
  replacesId: string | null
  /** Somebody put their own words in its place. */
  isOverruled?: boolean
}
export type IncomingFiling = { digest: string; reportStatus: ReportStatus | null; isWithdrawn: boolean }

export type FactPlan =
  | { outcome: 'known'; entryId: string }
  /** Its producer takes back what is here. */
  | { outcome: 'withdrawn'; entryIds: string[] }
  | {
      outcome: Exclude<FactOutcome, 'known'>
      entryIds?: undefined
      /** Current entries whose place it takes. */
      takesPlaceOf: string[]
      /** The entry it stands before, when the stronger one came first. */
      supersededBy: string | null
    }

const STRENGTH: Record<ReportStatus, number> = { preliminary: 0, final: 1, corrected: 2, cancelled: 3 }
const strength = (status: ReportStatus | null) => STRENGTH[status ?? 'final']

/**
 * What an incoming report or fact is among those held under the same id. The same words are known, even if
 * they were replaced since: that is an old message again. A weaker report never takes a stronger one's place.
 */
export function planFact(incoming: IncomingFiling, held: readonly HeldFiling[]): FactPlan {
  const same = held.find((h) => h.digest === incoming.digest)
  const current = held.filter((h) => h.isCurrent)
  if (incoming.isWithdrawn) {
    if (current.length > 0) return { outcome: 'withdrawn', entryIds: current.map((h) => h.entryId) }
    const last = same ?? held[0]
    return last ? { outcome: 'known', entryId: last.entryId } : fresh('withdrawn')
  }
  if (same) return { outcome: 'known', entryId: same.entryId }
  // Whoever reads knows better than the feed: its new words stand in the history.
  if (held.some((h) => h.isOverruled)) return { outcome: 'superseded', takesPlaceOf: [], supersededBy: null }
  // Taken back before it came: it is filed, and stays taken back.
  if (held.some((h) => h.reportStatus === 'cancelled')) return fresh('withdrawn')
  const stronger = current.find((h) => strength(h.reportStatus) > strength(incoming.reportStatus))
  if (stronger) {
    return {
      outcome: 'superseded',
      takesPlaceOf: [],
      supersededBy: stronger.replacesId ? null : stronger.entryId,
    }
  }
  return current.length > 0
    ? { outcome: 'replaced', takesPlaceOf: current.map((h) => h.entryId), supersededBy: null }
    : fresh('filed')
}

const fresh = (outcome: 'filed' | 'withdrawn') => ({
  outcome,
  takesPlaceOf: [] as string[],
  supersededBy: null,
})

const SIGNS: Record<string, string> = { positive: '+', negative: '−', equivocal: '±' }

type Named = FileFact extends infer F
  ? F extends FileFact
    ? Pick<F, Extract<keyof F, 'kind' | 'title' | 'substance' | 'marker' | 'value' | 'result'>>
    : never
  : never

/** How a fact is called on the spine, in no language: what it is in words stands in its own table. */
export function titleOfFact(fact: Named): string {
  if (fact.kind === 'allergy') return fact.substance
  if (fact.kind === 'biomarker') {
    return [fact.marker, fact.value || SIGNS[fact.result]].filter(Boolean).join(' ').slice(0, 300)
  }
  return fact.title
}
