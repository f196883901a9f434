import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.ts'
import { patients } from '#db/schema/record.ts'
import { type Scope, type Tx, withScope } from '#db/scope.ts'
import { type Actor, filesOf, type Locale } from './actor.ts'
import { type AuditMore, audit, auditOpening } from './audit.server.ts'
import { DomainError, type ErrorCode } from './errors.ts'
import type { EventDef, EventPayload } from './events.ts'
import { emit } from './outbox.server.ts'
import { addStep, timed } from './step-timing.server.ts'
import { addDbTime } from './timing.server.ts'

/** What a request, a job and a test all have: who asks, for which region, and the means to do it. */
export type Ctx = {
  actor: Actor
  regionId: string
  locale: Locale
  requestId: string
  now: () => Date
  /** One transaction, one region. The work gets the means that must share it: rows, events, audit. */
  write: <T>(work: (unit: Unit) => Promise<T>) => Promise<T>
  /** For lists without clinical content; what opens a patient is `readPatient`. */
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Opens one patient for a purpose, audited in the same transaction; out of reach is not found. */
  readPatient: <T>(patientId: string, purpose: string, work: (unit: ReadUnit) => Promise<T>) => Promise<T>
  /** Notes a refusal in a transaction of its own: the refused one took its audit row with it. */
  noteRefusal: (action: string, subject: string, more?: AuditMore) => Promise<void>
}

export type ReadUnit = {
  tx: Tx
  audit: (action: string, subject: string, more?: AuditMore) => Promise<void>
}
export type Unit = ReadUnit & {
  emit: <E extends EventDef>(event: E, payload: EventPayload<E>) => Promise<void>
}

type CtxInput = Pick<Ctx, 'actor' | 'regionId' | 'locale' | 'requestId'> & { db: Db; now?: () => Date }

export function createCtx({ db, now = () => new Date(), ...who }: CtxInput): Ctx {
  const scope = scopeOf(who)
  const inScope = async <T>(
    work: (tx: Tx) => Promise<T>,
    more: { isReadOnly?: boolean } = {},
  ): Promise<T> => {
    const startedAt = performance.now()
    let workedUntil = startedAt
    try {
      const value = await withScope(
        db,
        scope,
        async (tx) => {
          addStep('transaction: begin and scope', startedAt)
          try {
            return await work(tx)
          } finally {
            workedUntil = performance.now()
          }
        },
        more,
      )
      addStep('transaction: commit', workedUntil)
      return value
    } catch (error) {
      throw refusalOf(error) ?? error
    } finally {
      addDbTime(performance.now() - startedAt)
    }
  }
  const auditIn =
    (tx: Tx): ReadUnit['audit'] =>
    (action, subject, more) =>
      timed('trail', () => audit(tx, who, action, subject, more))

  const noteRefusal: Ctx['noteRefusal'] = (action, subject, more) =>
    inScope((tx) => audit(tx, who, action, subject, { ...more, outcome: 'refused' }))

  if (who.actor.actingBy) return seenBySupport({ ...who, now }, inScope, noteRefusal)

  const readPatient: Ctx['readPatient'] = async (patientId, purpose, work) => {
    const opened = await inScope(async (tx) => {
      const [seen] = await tx
        .select({ id: patients.id })
        .from(patients)
        .where(sql`${patients.id} = ${patientId}`)
      if (!seen) return null
      const value = await work({ tx, audit: auditIn(tx) })
      // Last: the parts of a page open their patient side by side, and here one waits until the other commits.
      await auditOpening(tx, who, patientId, purpose)
      return { value }
    })
    if (opened) return opened.value
    await inScope((tx) => tx.execute(sql`select app.note_refused(${patientId}::uuid, 'record.patient.read')`))
    throw new DomainError('not_found', 'record.patientNotFound')
  }

  return {
    ...who,
    now,
    read: inScope,
    readPatient,
    write: (work) =>
      inScope((tx) =>
        work({
          tx,
          audit: auditIn(tx),
          emit: (event, payload) =>
            timed('outbox', () =>
              emit(
                tx,
                {
                  actorId: who.actor.id,
                  establishmentId: who.actor.establishmentId,
                  requestId: who.requestId,
                },
                event,
                payload,
              ),
            ),
        }),
      ),
    noteRefusal,
  }
}

type About = Pick<Ctx, 'actor' | 'regionId' | 'locale' | 'requestId' | 'now'>
type InScope = <T>(work: (tx: Tx) => Promise<T>, more?: { isReadOnly?: boolean }) => Promise<T>

/**
 * The support sees as somebody: no patient, whoever they are, and nothing is written, which the database holds by a
 * transaction that only reads. (SEC-06)
 */
function seenBySupport(about: About, inScope: InScope, noteRefusal: Ctx['noteRefusal']): Ctx {
  return {
    ...about,
    noteRefusal,
    read: (work) => inScope(work, { isReadOnly: true }),
    readPatient: async (patientId) => {
      await noteRefusal('record.patient.read', `patient/${patientId}`)
      throw new DomainError('not_found', 'record.patientNotFound')
    },
    write: async () => {
      throw new DomainError('forbidden', 'kernel.supportOnlyReads')
    },
  }
}

/**
 * The same context inside a transaction that is open already: what the commands it is given to write
 * commits with it, or not at all.
 */
export function joinCtx(ctx: Ctx, unit: Unit): Ctx {
  return { ...ctx, write: (work) => work(unit), read: (work) => work(unit.tx) }
}

const scopeOf = ({ actor, regionId, requestId }: Pick<Ctx, 'actor' | 'regionId' | 'requestId'>): Scope => ({
  regionId,
  establishmentId: actor.establishmentId,
  filesOf: filesOf(actor),
  // To the database the support is the support, whatever the pages show: the doors of nobody else open.
  actorId: actor.actingBy?.id ?? actor.id,
  actorKind: actor.kind,
  actorRole: actor.actingBy ? 'support' : actor.role,
  grantees: actor.grantees,
  reads: actor.readsAgendaOnly ? 'agenda' : 'all',
  requestId,
})

const READ_ONLY = '25006'
const CODE_BY_SQLSTATE: Record<string, ErrorCode> = {
  CD403: 'forbidden',
  CD404: 'not_found',
  CD409: 'conflict',
  CD422: 'invalid',
  CD429: 'rate_limited',
}

/** What a definer function refused, in the product's own words; anything else stays a bug. */
function refusalOf(error: unknown): DomainError | null {
  const cause =
    (error as { cause?: { code?: string; message?: string } }).cause ?? (error as { code?: string })
  if ((cause as { code?: string }).code === READ_ONLY)
    return new DomainError('forbidden', 'kernel.supportOnlyReads')
  const code = CODE_BY_SQLSTATE[(cause as { code?: string }).code ?? '']
  return code ? new DomainError(code, (cause as { message?: string }).message ?? 'kernel.refused') : null
}
