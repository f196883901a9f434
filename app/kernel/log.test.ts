import { DrizzleQueryError } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { describeError } from './log.server.ts'

test('a database error is logged without the values of its statement', () => {
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', constraint_name: 'patients_ins' })
  const error = new DrizzleQueryError('insert into patients values ($1)', ['EXEMPLE'], cause)

  const logged = JSON.stringify(describeError(error))

  expect(logged).not.toContain('EXEMPLE')
  expect(describeError(error)).toMatchObject({ code: '23505', constraint: 'patients_ins' })
})

test('a programming error keeps its message and its place', () => {
  const described = describeError(new TypeError('x is not a function'))
  expect(described).toMatchObject({ kind: 'TypeError', message: 'x is not a function' })
  expect(String((described.stack as string[])[0])).toContain('log.test')
})
