import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { personActor, type Role } from '#app/kernel/actor.ts'
import { type Ctx, createCtx } from '#app/kernel/ctx.server.ts'
import type { BenchMember } from '../seeds/large/facts.ts'

/** What the planner did with one statement of the product. */
export type Plan = {
  statement: string
  ms: number
  /** Rows of care_relations that were read, by the door or as the list that drives the query. */
  relationRows: number
  /** Rows of patient_files that the doors read. */
  doorFileRows: number
  /** Rows of access_tokens: a search that reaches no index reads those of the whole establishment. */
  tokenRows: number
  /** Pages of tables and indexes, those that functions read too: what is in a function shows only here. */
  pages: number
  hasHashedSubPlan: boolean
  /** Tables that were read from end to end. */
  seqScans: string[]
}

type Node = {
  'Node Type': string
  'Parent Relationship'?: string
  'Relation Name'?: string
  'Actual Rows'?: number
  'Actual Loops'?: number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
} & Record<string, unknown>

type Statement = { query: string; params: unknown[] }

/** A database handle as the web process has it, that remembers what was asked of it. */
export function listeningDb(url: string) {
  const client = postgres(url, { max: 2, prepare: false, onnotice: () => {} })
  const statements: Statement[] = []
  const db = drizzle(client, { logger: { logQuery: (query, params) => statements.push({ query, params }) } })
  return { db, client, statements }
}
export type ListeningDb = ReturnType<typeof listeningDb>

export const ctxOfMember = (
  { db }: Pick<ListeningDb, 'db'>,
  regionId: string,
  member: BenchMember,
  alsoGrantees: string[] = [],
): Ctx => {
  const actor = personActor({
    personId: member.personId,
    role: member.role as Role,
    establishmentId: member.establishmentId,
    displayName: 'Dr Mesure',
  })
  return createCtx({
    db,
    actor: { ...actor, grantees: [...actor.grantees, ...alsoGrantees] },
    regionId,
    locale: 'fr',
    requestId: 'plans',
  })
}

/** As a pooler makes them: for these values. As they stay prepared otherwise: for any value. */
export type Planned = 'for values' | 'for any value'

/**
 * Runs the product's own query once and asks Postgres about every statement it sent, in the same scope:
 * the first statement of each transaction is the scope itself, so a replay in order is the same situation.
 * Nothing stays written.
 */
export async function plansOf(
  listening: ListeningDb,
  planned: Planned,
  work: () => Promise<unknown>,
): Promise<Plan[]> {
  listening.statements.length = 0
  await work()
  const statements = listening.statements.splice(0)
  const plans: Plan[] = []
  const rolledBack = new Error('rolled back')
  await listening.client
    .begin(async (tx) => {
      if (planned === 'for any value') await tx.unsafe(`set local plan_cache_mode = 'force_generic_plan'`)
      for (const { query, params } of statements) {
        if (query.includes('set_config(')) {
          await tx.unsafe(query, params as never[])
          continue
        }
        await tx.unsafe(`prepare looked_at as ${query}`)
        const values = params.length > 0 ? `(${params.map(literal).join(', ')})` : ''
        const explained = `explain (analyze, buffers, format json) execute looked_at${values}`
        await tx.unsafe(explained) // once to warm up: what is asked is the plan, not the disk
        const [row] = await tx.unsafe(explained)
        await tx.unsafe('deallocate looked_at')
        plans.push(readPlan(query, (row as Record<string, Explained[]>)['QUERY PLAN']![0]!))
      }
      throw rolledBack
    })
    .catch((error) => {
      if (error !== rolledBack) throw error
    })
  return plans
}

/** `execute` takes no parameters of its own; an untyped literal becomes what the statement expects. */
const literal = (value: unknown): string => {
  if (value === null) return 'null'
  const text = Array.isArray(value)
    ? `{${value.map((item) => JSON.stringify(item)).join(',')}}`
    : String(value)
  return `'${text.replaceAll("'", "''")}'`
}

type Pages = { 'Shared Hit Blocks': number; 'Shared Read Blocks': number }
export type Explained = { Plan: Node & Pages; 'Execution Time': number; 'Planning Time': number }

export function readPlan(statement: string, explained: Explained): Plan {
  const plan: Plan = {
    statement: statement.replace(/\s+/g, ' ').trim(),
    ms: explained['Execution Time'] + explained['Planning Time'],
    relationRows: 0,
    doorFileRows: 0,
    tokenRows: 0,
    pages: explained.Plan['Shared Hit Blocks'] + explained.Plan['Shared Read Blocks'],
    hasHashedSubPlan: false,
    seqScans: [],
  }
  const visit = (node: Node, isDoor: boolean) => {
    const inDoor = isDoor || node['Parent Relationship'] === 'SubPlan'
    const loops = node['Actual Loops'] ?? 0
    const perLoop =
      (node['Actual Rows'] ?? 0) +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0)
    const relation = node['Relation Name']
    if (relation === 'care_relations') plan.relationRows += Math.round(perLoop * loops)
    if (relation === 'access_tokens') plan.tokenRows += Math.round(perLoop * loops)
    if (relation === 'patient_files' && inDoor) plan.doorFileRows += Math.round(perLoop * loops)
    if (node['Node Type'] === 'Seq Scan' && relation && loops > 0) plan.seqScans.push(relation)
    // "hashed SubPlan 3" stands in the condition that asks it.
    if (Object.values(node).some((value) => typeof value === 'string' && value.includes('hashed SubPlan')))
      plan.hasHashedSubPlan = true
    for (const child of node.Plans ?? []) visit(child, inDoor)
  }
  visit(explained.Plan, false)
  return plan
}
