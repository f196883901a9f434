import { describe, expect, test } from 'vitest'
import { type Key, refusal, texts } from './messages.js'

const keys = Object.keys(texts.fr) as Key[]
const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort()

describe('what `npm run up` says', () => {
  test('has every text in both languages, with the same values', () => {
    expect(Object.keys(texts.en)).toEqual(keys)
    for (const key of keys) expect(placeholders(texts.en[key])).toEqual(placeholders(texts.fr[key]))
  })

  test('puts no-break spaces where French wants them', () => {
    for (const key of keys) expect(texts.fr[key], key).not.toMatch(/ [:;?!»]|« /)
  })

  test('refuses in French and in English, with the values filled in', () => {
    const { message } = refusal('portTaken', { port: 3000, other: 3001 })
    expect(message).toContain('Le port 3000 est déjà pris')
    expect(message).toContain('Port 3000 is already taken')
    expect(message).toContain('PORT=3001 npm run up')
    expect(message).not.toContain('{{')
  })
})
