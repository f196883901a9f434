import { existsSync, readFileSync } from 'node:fs'

/** One line of what the seed leaves for us to print. */
export type DemoAccount = { name: string; role: string; establishment: string; email: string }

/** The accounts as a table, or nothing when the seed has not said any. */
export function accountLines(file: string): string[] {
  if (!existsSync(file)) return []
  const accounts = JSON.parse(readFileSync(file, 'utf8')) as DemoAccount[]
  const columns = (['name', 'role', 'establishment', 'email'] as const).map((column) => ({
    column,
    width: Math.max(...accounts.map((account) => account[column].length)),
  }))
  return accounts.map((account) =>
    `  ${columns.map(({ column, width }) => account[column].padEnd(width)).join('  ')}`.trimEnd(),
  )
}
