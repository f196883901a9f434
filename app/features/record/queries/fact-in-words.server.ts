import { sql } from 'drizzle-orm'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { FACT_FORMS } from '../contract.ts'
import { factsFr as words } from '../locales/facts-fr.ts'
import { writingFr } from '../locales/writing-fr.ts'
import { camelCased } from './camel-cased.ts'
import { FACT_TABLES, type FactTable } from './fact-tables.ts'

type Entry = { id: string; kind: string; title: string }
type Of = Record<string, string | number | null>

/** A fact as a text, for software that takes papers only: in French, as hospitals here read. Null: it is none. */
export async function factInWords(ctx: Ctx, { id, kind, title }: Entry): Promise<string | null> {
  if (!FACT_FORMS.some((form) => form === kind)) return null
  const lines = await ctx.read(async (tx) => {
    if (kind === 'measure') {
      const rows = await tx.execute<{ label: string; value_text: string; unit: string | null }>(sql`
        select o.label, o.value_text, o.unit from observations o where o.entry_id = ${id}::uuid order by o.position`)
      return rows.map((row) => `${row.label} : ${[row.value_text, row.unit].filter(Boolean).join(' ')}`)
    }
    const [row] = await tx.execute<{ of: Record<string, unknown> }>(
      sql`select to_jsonb(x) as of from ${FACT_TABLES[kind as FactTable]} x where x.entry_id = ${id}::uuid`,
    )
    return row ? linesOf(kind, camelCased(row.of) as Of) : []
  })
  return [title, ...lines].join('\n')
}

function linesOf(kind: string, of: Of): string[] {
  const said = (label: string, value: unknown) => (value ? [`${label} : ${value}`] : [])
  const word = (of: Record<string, string>, value: string | number | null | undefined) =>
    value ? of[value] : null
  const joined = (...parts: (string | number | null | undefined)[]) => parts.filter(Boolean).join(' ')
  if (kind === 'allergy')
    return [
      ...said(words.facts.severity, word(words.facts.severities, of.severity)),
      ...said(words.facts.reaction, of.reaction),
    ]
  if (kind === 'condition')
    return [
      ...said(words.facts.code, of.code),
      ...said(writingFr.certainty, word(writingFr.certainties, of.certainty)),
      ...said(words.facts.site, joined(of.topography, word(words.facts.lateralities, of.laterality))),
      ...said(words.facts.histology, of.morphology),
      ...said(words.facts.tnm, joined(of.tumour, of.nodes, of.metastases)),
      ...said(words.facts.stage, joined(of.stage, of.stagingSystem)),
    ]
  if (kind === 'treatment')
    return [
      ...said(words.facts.category, word(words.facts.categories, of.category)),
      ...said(words.facts.state, word(words.facts.states, of.state)),
      ...said(words.facts.protocol, of.protocol),
      ...said(words.facts.dose, of.dose),
    ]
  return []
}
