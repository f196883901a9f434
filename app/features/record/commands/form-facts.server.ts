import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { MEASURES, type SavedFact } from '../contract.ts'
import { codeSystemOf } from '../terms/codes.ts'
import { instantOf, momentOfDay } from './days.server.ts'

// From what a form says to what a fact is told as, the same for the own house and for another's.

type Of<K extends SavedFact['kind']> = Extract<SavedFact, { kind: K }>
type Medical = Exclude<SavedFact, { kind: 'measure' }>

export function factOf(ctx: Ctx, form: Medical, zone: string) {
  switch (form.kind) {
    case 'allergy':
      return { ...pick(form, ['substance', 'reaction', 'severity']), kind: form.kind, ...on(ctx, form, zone) }
    case 'condition':
      return { ...conditionOf(form), ...on(ctx, form, zone) }
    case 'treatment':
      return { ...treatmentOf(form), ...periodOf(ctx, form, zone) }
    case 'biomarker':
      return {
        ...pick(form, ['marker', 'result', 'value', 'method', 'origin', 'specimen', 'sourceEntryId']),
        kind: form.kind,
        ...on(ctx, form, zone),
      }
  }
}

const on = (ctx: Ctx, { day }: SavedFact, zone: string) => ({ occurredAt: momentOfDay(ctx, day, zone) })

function conditionOf(form: Of<'condition'>) {
  const { isSuspected, isConfirmed, key, correctsId, receiverFileId, day, ...medical } = form
  return {
    ...medical,
    codeSystem: form.code ? codeSystemOf(form.code) : null,
    certainty: isSuspected ? ('suspected' as const) : ('confirmed' as const),
    diagnosedOn: day,
  }
}

function treatmentOf(form: Of<'treatment'>) {
  const { key, correctsId, receiverFileId, day, until, ...medical } = form
  return medical
}

/** A treatment that is planned lies ahead; any other began, and an end that is said has come. */
function periodOf(ctx: Ctx, { day, until, state }: Of<'treatment'>, zone: string) {
  const occurredAt = state === 'planned' ? instantOf(day, '12:00', zone) : momentOfDay(ctx, day, zone)
  if (!occurredAt) throw new DomainError('invalid', 'record.dayInFuture')
  const isOver = state === 'completed' || state === 'stopped'
  if (!until) return { occurredAt, occurredUntil: isOver ? occurredAt : null }
  return {
    occurredAt,
    occurredUntil: isOver ? momentOfDay(ctx, until, zone) : instantOf(until, '12:00', zone),
  }
}

/** Measurements of one moment: one entry, in its own words in French where the record is read. */
export function measuresOf(ctx: Ctx, form: Of<'measure'>, zone: string) {
  const at = form.time ? instantOf(form.day, form.time, zone) : momentOfDay(ctx, form.day, zone)
  if (!at || at > ctx.now()) throw new DomainError('invalid', 'record.dayInFuture')
  const observations = MEASURES.flatMap(({ key, code, unit }) => {
    const value = form[key]
    return value === undefined
      ? []
      : [
          {
            code,
            codeSystem: 'loinc' as const,
            label: MEASURE_WORDS[key],
            valueNumber: value,
            valueText: String(value).replace('.', ','),
            unit,
          },
        ]
  })
  return {
    kind: 'measure' as const,
    title: observations.map(({ label }) => label).join(', '),
    occurredAt: at,
    observations,
  }
}

/** A label is what the producer called it; who measures here works in French. */
const MEASURE_WORDS = { weight: 'Poids', height: 'Taille', temperature: 'Température', ecog: 'ECOG' } as const

const pick = <T, K extends keyof T>(of: T, keys: K[]) =>
  Object.fromEntries(keys.map((key) => [key, of[key]])) as Pick<T, K>
