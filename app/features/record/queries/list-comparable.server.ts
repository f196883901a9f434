import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { type EntryLine, type EntryRow, entryLine, entryLines } from './entry-rows.server.ts'
import { openPatient } from './open-patient.server.ts'

const MAX_CHOICES = 300

/** What can be read side by side: documents, results, notes, the newest first, with those asked for among them. */
export function listComparable(ctx: Ctx, patientId: string, asked: string[]): Promise<EntryLine[]> {
  const known = asked.filter((id) => /^[0-9a-f-]{36}$/.test(id))
  return openPatient(ctx, patientId, async ({ tx }) => {
    const of = (rest: ReturnType<typeof sql>) =>
      tx.execute<EntryRow>(entryLines(sql`where e.patient_id = ${patientId}::uuid and ${rest}`))
    const [latest, ...others] = await Promise.all([
      of(sql`
        (e.media_type is not null or e.kind in ('result', 'note')) and e.status in ('current', 'withdrawn')
        order by e.occurred_at desc, e.id limit ${MAX_CHOICES}`),
      ...known.map((id) => of(sql`e.id = ${id}::uuid`)),
    ])
    const older = others.flat().filter((row) => !latest.some((l) => l.id === row.id))
    return [...latest, ...older].map(entryLine(ctx, null))
  })
}
