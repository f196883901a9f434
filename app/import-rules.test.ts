import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// Each import rule, tried against a file that breaks it, beside files that may do what they do.
const RECORD = 'app/features/record/contract.ts'

/** [rule, file that breaks it, what it imports] */
const BREAKS = [
  ['no-cycles', 'app/kernel/one.ts', 'app/kernel/two.ts'],
  ['db-is-the-bottom', 'db/scope.ts', 'app/kernel/ctx.server.ts'],
  ['kernel-below-features', 'app/kernel/three.ts', RECORD],
  ['ui-knows-no-feature', 'app/ui/banner.tsx', RECORD],
  ['features-through-doors', 'app/features/boards/commands/a.server.ts', 'app/features/record/rules.ts'],
  ['no-own-door', 'app/features/record/commands/a.server.ts', 'app/features/record/index.server.ts'],
  ['tier-record', 'app/features/record/queries/a.server.ts', 'app/features/exchange/index.server.ts'],
  ['tier-boards', 'app/features/boards/queries/a.server.ts', 'app/features/portal/index.server.ts'],
  ['pure-files-are-pure', 'app/features/boards/rules.ts', 'db/schema/record.ts'],
  ['pure-files-have-no-node', 'app/features/boards/policy.ts', 'node:fs'],
  ['pages-never-query', 'app/features/boards/routes/a.tsx', 'db/schema/record.ts'],
  ['pages-never-query', 'app/shell/home.tsx', 'db/client.ts'],
  ['ui-is-client', 'app/features/record/ui/a.tsx', 'app/features/record/queries/c.server.ts'],
  ['sign-in-tables', 'app/features/record/queries/d.server.ts', 'db/schema/identity.ts'],
  ['workers-use-services', 'workers/record/a.ts', 'app/features/boards/routes/a.tsx'],
  ['nobody-imports-workers-or-e2e', 'app/features/record/commands/b.server.ts', 'workers/registry.ts'],
  ['main-imports-no-feature', 'app/server/main.ts', RECORD],
] as const

/** [file, what it may import]: doors of lower tiers, contracts of any feature, the own tables, types. */
const ALLOWED = [
  ['app/features/exchange/commands/ok.server.ts', 'app/features/record/index.server.ts'],
  ['app/features/record/reactions.ts', 'app/features/boards/contract.ts'],
  ['app/features/identity/queries/ok.server.ts', 'db/schema/identity.ts'],
  ['app/features/boards/commands/ok.server.ts', 'node:crypto'],
] as const

type Violation = { rule: { name: string }; from: string }
let tree: string
let violations: Violation[]

beforeAll(() => {
  const root = process.cwd()
  tree = mkdtempSync(join(tmpdir(), 'cordee-imports-'))
  for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
    cpSync(join(root, file), join(tree, file))
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  const files = new Map<string, string>([
    ['app/kernel/two.ts', `import './one.ts'\n`],
    ['e2e/fixtures/x.ts', ''],
    [
      'app/features/record/ui/ok.tsx',
      `import type { View } from '../queries/view.server.ts'\nexport type V = View\n`,
    ],
    ['app/features/record/queries/view.server.ts', 'export type View = { id: string }\n'],
  ])
  for (const [from, to] of [...BREAKS.map(([, from, to]) => [from, to] as const), ...ALLOWED]) {
    if (!to.startsWith('node:') && !files.has(to)) files.set(to, 'export const x = 1\n')
    files.set(from, `import '${to.startsWith('node:') ? to : `#${to}`}'\n`)
  }
  for (const [path, content] of files) {
    mkdirSync(join(tree, dirname(path)), { recursive: true })
    writeFileSync(join(tree, path), content)
  }
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'app', 'db', 'workers', 'e2e']
  violations = JSON.parse(run(resolve(root, 'node_modules/.bin/depcruise'), args, tree)).summary.violations
}, 60_000)
afterAll(() => rmSync(tree, { recursive: true, force: true }))

/** It ends with the number of violations as its code: the output is what counts. */
function run(program: string, args: string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

describe('the import rules', () => {
  test.each(BREAKS)('%s: not %s', (rule, from) => {
    expect(violations.filter((v) => v.from === from).map((v) => v.rule.name)).toContain(rule)
  })

  test.each([...ALLOWED, ['app/features/record/ui/ok.tsx', 'a type'] as const])('%s may have %s', (from) => {
    expect(violations.filter((v) => v.from === from)).toEqual([])
  })
})
