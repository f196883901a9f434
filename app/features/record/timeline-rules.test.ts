import { describe, expect, test } from 'vitest'
import { columnsOf, neighboursOf, windowOf } from './timeline-rules.ts'

// UXS-03
const today = '2026-11-22'

describe('the window', () => {
  test.each([
    ['all', undefined, null],
    ['5y', undefined, { from: '2021-12-01', until: '2026-12-01' }],
    ['year', undefined, { from: '2025-12-01', until: '2026-12-01' }],
    ['quarter', undefined, { from: '2026-09-01', until: '2026-12-01' }],
    ['month', '2024-02-29', { from: '2024-02-01', until: '2024-03-01' }],
    ['year', '2019-01-01', { from: '2019-01-01', until: '2020-01-01' }],
  ] as const)('%s %s', (zoom, at, window) => expect(windowOf(zoom, at, today)).toEqual(window))

  test('moves by its own length', () => {
    const window = windowOf('quarter', '2024-01-15', today)
    expect(neighboursOf('quarter', window)).toEqual({ earlier: '2023-10-01', later: '2024-04-01' })
    expect(neighboursOf('all', null)).toEqual({ earlier: null, later: null })
  })
})

describe('the columns', () => {
  const on = (day: string, kind: 'document' | 'result' = 'document', count = 1) => ({ day, kind, count })

  test('hold what happened in them, by kind, and lead one step closer', () => {
    const window = windowOf('year', '2024-01-01', today)
    const columns = columnsOf('year', window, [
      on('2024-03-31'),
      on('2024-03-01', 'result', 2),
      on('2025-01-01'),
    ])
    expect(columns).toHaveLength(12)
    expect(columns[2]).toEqual({
      from: '2024-03-01',
      until: '2024-04-01',
      unit: 'month',
      total: 3,
      counts: { document: 1, result: 2 },
      zoom: 'month',
    })
    expect(columns.reduce((sum, c) => sum + c.total, 0)).toBe(3)
  })

  test.each([
    [['2024-05-02', '2025-01-02'], 'month', 12],
    [['2020-05-02', '2024-05-02'], 'quarter', 17],
    [['1999-05-02', '2024-05-02'], 'year', 26],
  ] as const)('of all from %s are a %s each', ([first, last], unit, count) => {
    const columns = columnsOf('all', null, [on(first), on(last)])
    expect(columns[0]).toMatchObject({ unit })
    expect(columns).toHaveLength(count)
    expect(columns.reduce((sum, c) => sum + c.total, 0)).toBe(2)
  })

  test('a month has its days, leap years too; nothing has none', () => {
    expect(columnsOf('month', windowOf('month', '2024-02-10', today), [])).toHaveLength(29)
    expect(columnsOf('quarter', windowOf('quarter', '2024-01-10', today), [])).toHaveLength(13)
    expect(columnsOf('all', null, [])).toEqual([])
  })
})
