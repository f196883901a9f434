import { expect, test } from 'vitest'
import { readEnv } from './env.server.ts'

const good = {
  CORDEE_SECRET: 'x'.repeat(32),
  DATABASE_URL: 'postgres://app_user@127.0.0.1/cordee',
  DATABASE_DIRECT_URL: 'postgres://app_relay@127.0.0.1/cordee',
  DATABASE_IDENTITY_URL: 'postgres://app_identity@127.0.0.1/cordee',
}

test('all that is wrong is named at once', () => {
  expect(() => readEnv({ CORDEE_SECRET: 'short', PORT: 'many' })).toThrow(
    /PORT[\s\S]*CORDEE_SECRET[\s\S]*DATABASE_URL[\s\S]*DATABASE_DIRECT_URL/,
  )
})

test('a demonstration does not stand at a public address', () => {
  expect(readEnv({ ...good, CORDEE_DEMO: 'true', ORIGIN: 'http://localhost:3000' }).CORDEE_DEMO).toBe(true)
  expect(() => readEnv({ ...good, CORDEE_DEMO: 'true', ORIGIN: 'https://cordee.example' })).toThrow(
    /CORDEE_DEMO/,
  )
})

test('an object store needs its keys', () => {
  expect(() => readEnv({ ...good, S3_BUCKET: 'cordee' })).toThrow(/S3_BUCKET/)
})

test('the secret stays out of the message', () => {
  expect(() => readEnv({ CORDEE_SECRET: 'tropcourt' })).not.toThrow(/tropcourt/)
})
