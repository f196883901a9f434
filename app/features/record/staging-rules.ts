import { CANCERS } from './terms/cancers.ts'

// What a diagnosis and its stage say against each other. Nothing here forbids: it is pointed out, and who knows
// better says so. Pure.

export const CONTRADICTIONS = [
  'metastasesBelowIV',
  'stageIVWithoutMetastases',
  'nodesBelowIII',
  'inSituBeyondZero',
  'stageZeroBeyondInSitu',
  'prefixAgainstKind',
  'sideOfUnpaired',
  'stagedBeforeDiagnosed',
] as const
export type Contradiction = (typeof CONTRADICTIONS)[number]

export type Staged = {
  code?: string | null
  topographyCode?: string | null
  laterality?: string | null
  tumour?: string | null
  nodes?: string | null
  metastases?: string | null
  stage?: string | null
  stagingKind?: string | null
  stagedOn?: string | null
  diagnosedOn?: string | null
}

/** Of these a stage IV is one with metastases; of the head and neck, say, it need not be. */
const IV_IS_METASTATIC = /^C(16|18|19|20|25|34|50|64)/
/** Staged up to III, whatever the metastases; of the thyroid by age. */
const WITHOUT_IV = /^C(58|62|73)/

const partOf = (said: string | null | undefined, letter: 'T' | 'N' | 'M') =>
  new RegExp(`^[acpry]*${letter}\\s*(.+)$`, 'i').exec((said ?? '').trim())?.[1]?.toLowerCase() ?? null

/** 0 to 4; null where it is none of these words. */
function stageNumber(stage: string | null | undefined): number | null {
  const said = (stage ?? '')
    .trim()
    .toUpperCase()
    .replace(/^(STADE|STAGE)\s*/, '')
  const group = /^(0|IV|I{1,3})(?![IV])/.exec(said)?.[1] ?? /^[0-4](?!\d)/.exec(said)?.[0]
  return group === undefined ? null : ({ '0': 0, I: 1, II: 2, III: 3, IV: 4 }[group] ?? Number(group))
}

export function contradictionsOf(said: Staged): Contradiction[] {
  const site = (said.topographyCode || said.code || '').trim().toUpperCase()
  const stage = stageNumber(said.stage)
  const [t, n, m] = [partOf(said.tumour, 'T'), partOf(said.nodes, 'N'), partOf(said.metastases, 'M')]
  const hasMetastases = m?.startsWith('1') ?? false
  const hasNodes = /^[123]/.test(n ?? '')
  const isInSitu = t?.startsWith('is') ?? false
  const prefixes = [said.tumour, said.nodes].map((part) =>
    /^y?([cp])[TN]/i.exec(part?.trim() ?? '')?.[1]?.toLowerCase(),
  )
  const found: Record<Contradiction, boolean> = {
    metastasesBelowIV: hasMetastases && stage !== null && stage < 4 && !WITHOUT_IV.test(site),
    stageIVWithoutMetastases: stage === 4 && m?.startsWith('0') === true && IV_IS_METASTATIC.test(site),
    nodesBelowIII: hasNodes && stage !== null && stage < 3 && !hasMetastases && /^C(18|19|20)/.test(site),
    inSituBeyondZero: isInSitu && !hasNodes && !hasMetastases && stage !== null && stage > 0,
    stageZeroBeyondInSitu: stage === 0 && (hasNodes || hasMetastases || /^[1-4]/.test(t ?? '')),
    prefixAgainstKind:
      (said.stagingKind === 'clinical' && prefixes.includes('p')) ||
      (said.stagingKind === 'pathological' && prefixes[0] === 'c'),
    sideOfUnpaired: Boolean(said.laterality) && isUnpaired(site),
    stagedBeforeDiagnosed: Boolean(said.stagedOn && said.diagnosedOn && said.stagedOn < said.diagnosedOn),
  }
  return CONTRADICTIONS.filter((one) => found[one])
}

const isUnpaired = (site: string) => CANCERS.find(({ code }) => code === site)?.isPaired === false
