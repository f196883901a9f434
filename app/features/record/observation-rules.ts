/** Where a value stands, as its laboratory says it; where it says nothing, as its normal range does. */
export const FLAGS = ['critical_low', 'low', 'normal', 'high', 'critical_high', 'abnormal'] as const
export type Flag = (typeof FLAGS)[number]

type Ranged = {
  interpretation: string | null
  valueNumber: number | null
  comparator: string | null
  rangeLow: number | null
  rangeHigh: number | null
}

// HL7 table 0078, and the words some feeds write instead.
const BY_CODE: Record<string, Flag> = {
  N: 'normal',
  L: 'low',
  H: 'high',
  LL: 'critical_low',
  HH: 'critical_high',
  LU: 'critical_low',
  HU: 'critical_high',
  '<': 'low',
  '>': 'high',
  A: 'abnormal',
  AA: 'abnormal',
  POS: 'abnormal',
  NEG: 'normal',
}

export function flagOf({
  interpretation,
  valueNumber,
  comparator,
  rangeLow,
  rangeHigh,
}: Ranged): Flag | null {
  const said = BY_CODE[(interpretation ?? '').toUpperCase().trim()]
  if (said) return said
  if (valueNumber === null || (rangeLow === null && rangeHigh === null)) return null
  // "< 5" is within a range that begins at 0 and says nothing of one that begins at 3.
  if (rangeLow !== null && valueNumber < rangeLow) return comparator?.startsWith('>') ? null : 'low'
  if (rangeHigh !== null && valueNumber > rangeHigh) return comparator?.startsWith('<') ? null : 'high'
  return comparator ? null : 'normal'
}

export const isOutOfRange = (flag: Flag | null): boolean => flag !== null && flag !== 'normal'

/**
 * The analyses a doctor looks at first under treatment, and the tumour markers as far as they were measured, each
 * under the LOINC codes that laboratories here and in imported records use for it.
 */
export const KEY_ANALYSES = [
  { key: 'haemoglobin', codes: ['718-7'] },
  { key: 'neutrophils', codes: ['751-8', '26499-4'] },
  { key: 'platelets', codes: ['777-3', '26515-7'] },
  { key: 'creatinine', codes: ['14682-9', '2160-0', '38483-4'] },
  { key: 'psa', codes: ['2857-1', '83112-3'] },
  { key: 'ca153', codes: ['6875-9'] },
  { key: 'ca125', codes: ['10334-1'] },
  { key: 'ca199', codes: ['24108-3', '25390-6'] },
  { key: 'cea', codes: ['2039-6'] },
  { key: 'afp', codes: ['1834-1'] },
] as const
export type KeyAnalysis = (typeof KEY_ANALYSES)[number]['key']

/** How the patient is, in figures: measured at the bedside, told by a feed or written down by hand. */
export const KEY_MEASURES = [
  { key: 'weight', codes: ['29463-7', '3141-9'] },
  { key: 'height', codes: ['8302-2'] },
  { key: 'temperature', codes: ['8310-5'] },
  { key: 'ecog', codes: ['89247-1'] },
] as const
export type KeyMeasure = (typeof KEY_MEASURES)[number]['key']

/** What a summary asks for, all of it at once. */
export const KEY_CODES: string[] = [...KEY_ANALYSES, ...KEY_MEASURES].flatMap((a) => [...a.codes])

const DAY_MS = 86_400_000
export const TREND_RANGES = ['3m', '1y', '5y', 'all'] as const
export type TrendRange = (typeof TREND_RANGES)[number]
const RANGE_DAYS: Record<TrendRange, number | null> = { '3m': 92, '1y': 366, '5y': 1_827, all: null }

/** Since when values are shown; null shows all. */
export const trendSince = (range: TrendRange, now: Date): Date | null => {
  const days = RANGE_DAYS[range]
  return days === null ? null : new Date(now.getTime() - days * DAY_MS)
}
