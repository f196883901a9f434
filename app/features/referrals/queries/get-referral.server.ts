import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { AskedIdentity } from '#db/schema/referrals.ts'
import type { Tx } from '#db/scope.ts'
import { isAskerOf } from '../commands/move.server.ts'
import type { Act, RefusalReason } from '../contract.ts'
import { canAnswer, canDecide } from '../policy.ts'
import { actsOf } from '../rules.ts'
import { listOpenServices, type OpenService } from './list-services.server.ts'
import { noteReading } from './note-reading.server.ts'
import { isoOrNull, type LineRow, lineOf, lines } from './referral-rows.server.ts'

type Row = LineRow & {
  version: number
  asked_by: string
  asker_rpps: string | null
  question: string
  wished: string | null
  received_at: string | null
  answer: string | null
  answered_by: string | null
  answered_at: string | null
  refusal_reason: RefusalReason | null
  redirect: string | null
  redirect_house: string | null
  appointment_entry_id: string | null
  appointment_place: string | null
  request_entry_id: string | null
  answer_entry_id: string | null
  full_identity: AskedIdentity | null
  service_id: string | null
}
export type ReferralDocument = {
  id: string
  title: string
  occurredAt: string
  mediaType: string
  byteLength: number
  isAnswer: boolean
}
export type ReferralHistory = {
  id: string
  act: Act | 'send'
  at: string
  personName: string | null
  establishmentName: string
  note: string
  scheduledFor: string | null
}
export type ReferralPage = Awaited<ReturnType<typeof getReferral>>

/** One request with all that was said to it, for its two sides. Whoever reads it has opened a patient: it is noted. */
export async function getReferral(ctx: Ctx, referralId: string) {
  const isId = z.uuid().safeParse(referralId).success
  const found = isId ? await ctx.write((unit) => read(ctx, unit.tx, unit, referralId)) : null
  if (!found) throw new DomainError('not_found', 'referrals.notFound')
  return found
}

async function read(ctx: Ctx, tx: Tx, unit: Parameters<typeof noteReading>[0], referralId: string) {
  const [[line], [row]] = await Promise.all([
    lines(
      tx,
      sql`select * from referrals r where r.id = ${referralId}::uuid and r.state <> 'draft'`,
      sql`r.id`,
    ),
    tx.execute<Row>(sql`
      select r.version, r.asked_by, r.asker_rpps, r.question, r.received_at, r.answer, r.closed_at as answered_at,
        r.refusal_reason, r.appointment_entry_id, r.request_entry_id, r.answer_entry_id, r.service_id,
        r.identity as full_identity, concat_ws(' ', w.title, w.given_name, w.family_name) as wished,
        concat_ws(' ', b.title, b.given_name, b.family_name) as answered_by,
        s.name as redirect, h.name as redirect_house, a.place as appointment_place
      from referrals r
      left join people w on w.id = r.wished_person_id
      left join people b on b.id = r.answered_by
      left join referral_services s on s.region_id = r.region_id and s.id = r.redirect_service_id
      left join establishments h on h.region_id = s.region_id and h.id = s.establishment_id
      left join appointments a on a.region_id = r.region_id and a.entry_id = r.appointment_entry_id
      where r.id = ${referralId}::uuid and r.state <> 'draft'`),
  ])
  if (!line || !row) return null
  const [documents, history, [patient], services] = await Promise.all([
    documentsOf(tx, referralId),
    historyOf(tx, referralId),
    tx.execute<{ id: string }>(sql`
      select p.id from patients p where p.id = app.referral_patient(${referralId}::uuid)`),
    listOpenServices(tx),
  ])
  await noteReading(unit, ctx, { id: referralId, patientId: line.patient_id })
  const isAsker = isAskerOf(ctx, { askedBy: row.asked_by })
  const acts = actsOf(line.state, isAsker ? 'asker' : 'receiver').filter(
    (act) => act !== 'receive' && act !== 'unschedule' && mayAct(ctx, act, isAsker),
  )
  return {
    ...lineOf(line, ctx.now()),
    version: row.version,
    isAsker,
    acts,
    identity: row.full_identity!,
    askerRpps: row.asker_rpps,
    question: row.question,
    wished: row.wished || null,
    receivedAt: isoOrNull(row.received_at),
    answer: row.answer ? { text: row.answer, by: row.answered_by, at: isoOrNull(row.answered_at) } : null,
    refusal: row.refusal_reason
      ? {
          reason: row.refusal_reason,
          redirect: row.redirect ? { name: row.redirect, house: row.redirect_house! } : null,
        }
      : null,
    appointmentPlace: row.appointment_place,
    isOfAgenda: row.appointment_entry_id !== null,
    /** In the record, for whoever may open it by now. */
    recordOf: patient ? patient.id : null,
    entries: { request: row.request_entry_id, answer: row.answer_entry_id },
    attachable: patient && acts.includes('answer') ? await listAttachable(tx, patient.id) : [],
    services: services.filter(({ id }) => id !== row.service_id) as OpenService[],
    documents,
    history,
  }
}

const mayAct = (ctx: Ctx, act: Act, isAsker: boolean): boolean =>
  isAsker || (act === 'answer' ? canAnswer(ctx.actor) : canDecide(ctx.actor))

export type Attachable = { entryId: string; title: string; occurredAt: string }
const ATTACHABLE = 40

/** The latest documents of a record, for who may read it. */
export async function listAttachable(tx: Tx, patientId: string): Promise<Attachable[]> {
  const rows = await tx.execute<{ id: string; title: string; occurred_at: string }>(sql`
    select e.id, e.title, e.occurred_at from record_entries e
    where e.patient_id = ${patientId}::uuid and e.media_type is not null and e.status = 'current'
    order by e.occurred_at desc limit ${ATTACHABLE}`)
  return rows.map(({ id, title, occurred_at }) => ({
    entryId: id,
    title,
    occurredAt: new Date(occurred_at).toISOString(),
  }))
}

export async function documentsOf(tx: Tx, referralId: string): Promise<ReferralDocument[]> {
  const rows = await tx.execute<{
    id: string
    title: string
    occurred_at: string
    media_type: string
    byte_length: number
    is_answer: boolean
  }>(sql`
    select d.id, d.title, d.occurred_at, d.media_type, d.byte_length, d.is_answer from referral_documents d
    where d.referral_id = ${referralId}::uuid order by d.created_at, d.id`)
  return rows.map((row) => ({
    id: row.id,
    title: row.title,
    occurredAt: new Date(row.occurred_at).toISOString(),
    mediaType: row.media_type,
    byteLength: row.byte_length,
    isAnswer: row.is_answer,
  }))
}

async function historyOf(tx: Tx, referralId: string): Promise<ReferralHistory[]> {
  const rows = await tx.execute<{
    id: string
    act: ReferralHistory['act']
    at: string
    person_name: string | null
    establishment_name: string
    note: string
    scheduled_for: string | null
  }>(sql`
    select a.id, a.act, a.at, a.person_name, e.name as establishment_name, a.note, a.scheduled_for
    from referral_acts a join establishments e on e.region_id = a.region_id and e.id = a.establishment_id
    where a.referral_id = ${referralId}::uuid order by a.at, a.id`)
  return rows.map((row) => ({
    id: row.id,
    act: row.act,
    at: new Date(row.at).toISOString(),
    personName: row.person_name,
    establishmentName: row.establishment_name,
    note: row.note,
    scheduledFor: isoOrNull(row.scheduled_for),
  }))
}
