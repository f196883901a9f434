import { useFormats } from '#app/kernel/use-formats.ts'
import type { ObservationLine } from '../queries/observation-rows.server.ts'

type Value = Pick<ObservationLine, 'valueNumber' | 'comparator' | 'valueText'>
type Range = Pick<ObservationLine, 'rangeLow' | 'rangeHigh' | 'rangeText'>

const MAX_DECIMALS = 4
const known = new Map<string, Intl.NumberFormat>()

/** Values with as many decimals as the laboratory wrote, in the reader's own signs. */
export function useValues() {
  const { locale } = useFormats()
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB'
  const number = (value: number, decimals?: number) => {
    const key = `${tag} ${decimals}`
    const format =
      known.get(key) ??
      new Intl.NumberFormat(tag, {
        minimumFractionDigits: decimals ?? 0,
        maximumFractionDigits: decimals ?? MAX_DECIMALS,
      })
    known.set(key, format)
    return format.format(value)
  }
  return {
    number,
    value: ({ valueNumber, comparator, valueText }: Value) => {
      if (valueNumber === null) return valueText
      const written = /[.,](\d+)\s*$/.exec(valueText)?.[1]?.length ?? 0
      return `${comparator ? `${comparator} ` : ''}${number(valueNumber, Math.min(written, MAX_DECIMALS))}`
    },
    range: ({ rangeLow, rangeHigh, rangeText }: Range) => {
      if (rangeLow !== null && rangeHigh !== null) return `${number(rangeLow)} – ${number(rangeHigh)}`
      if (rangeLow !== null) return `≥ ${number(rangeLow)}`
      if (rangeHigh !== null) return `≤ ${number(rangeHigh)}`
      return rangeText ?? ''
    },
  }
}
