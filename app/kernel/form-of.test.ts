import { describe, expect, test } from 'vitest'
import { formOf } from './route.server.ts'

const sent = (body: string, type: string) =>
  new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } })

describe('the fields of a form', () => {
  test('are what was typed, without NUL', async () =>
    expect(await formOf(sent('q=Mar%00tin&next=', 'application/x-www-form-urlencoded'))).toEqual({
      q: 'Martin',
      next: '',
    }))

  test.each([
    ['text/xml', '<q>Martin</q>'],
    ['application/json', '{}'],
    ['multipart/form-data', 'no parts'],
    ['multipart/form-data; boundary=b', '--b\r\nbroken'],
  ])('what is no form is refused, and no fault of ours: %s', async (type, body) => {
    await expect(formOf(sent(body, type))).rejects.toMatchObject({ init: { status: 400 } })
  })
})
