import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

// SEC-07: every extract honours what patients opposed. Whatever is called one, or makes a file of patients' data, is
// found here by its name and must ask `unopposed` (or `app.opposes`), or say why it need not.
const LOOKS_LIKE_ONE = /(extract|export|indicator|deposit|statistic|research|access-log|\.csv)/i

const NEED_NOT: Record<string, string> = {
  'app/features/oversight/commands/write-access-log.server.ts':
    'the patient’s own log, handed to the patient',
  'app/features/oversight/access-log-file.server.ts': 'the same, as a file',
}

const files = readdirSync('app/features', { recursive: true, encoding: 'utf8' })
  .map((path) => join('app/features', path).replaceAll('\\', '/'))
  .filter((path) => /\/(commands|queries|http|fhir)\/|\.server\.tsx?$/.test(path))
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .filter((path) => LOOKS_LIKE_ONE.test(path))

const honours = (path: string) => /\bunopposed\b|app\.opposes/.test(readFileSync(path, 'utf8'))

test('every extract asks whether its patients oppose it, or says why it need not', () => {
  expect(files.filter((path) => !(path in NEED_NOT) && !honours(path))).toEqual([])
})

test('what need not is still there', () => {
  expect(Object.keys(NEED_NOT).filter((path) => !files.includes(path))).toEqual([])
})
