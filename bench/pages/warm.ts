import postgres from 'postgres'

/**
 * Reads tables and indexes into Postgres's memory, as a day's work would have. Without it a bench of a minute
 * measures the disk: of each doctor's patients it asks for the first time.
 */
export async function warmUp(adminUrl: string): Promise<{ megabytes: number; seconds: number }> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  const startedAt = performance.now()
  try {
    await admin`create extension if not exists pg_prewarm`
    const [read] = await admin<{ megabytes: number }[]>`
      select coalesce(sum(pg_prewarm(c.oid::regclass)) * 8 / 1024, 0)::integer as megabytes
      from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i', 't') and c.relpersistence = 'p'`
    return { megabytes: read!.megabytes, seconds: (performance.now() - startedAt) / 1000 }
  } finally {
    await admin.end()
  }
}
