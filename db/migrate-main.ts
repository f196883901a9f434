import { migrate } from './migrate.ts'

// The third command of the image, beside web and worker.

const url = process.env.DATABASE_MIGRATE_URL
if (!url) {
  console.error('DATABASE_MIGRATE_URL is not set: the address of the database as the role app_migrator.')
  process.exit(1)
}
try {
  await migrate(url)
} catch (error) {
  // The statement may hold rows of a backfill: only what Postgres itself says.
  const cause = (error as { cause?: Error }).cause
  console.error(`Migration failed: ${(cause ?? (error as Error)).message}`)
  process.exit(1)
}
