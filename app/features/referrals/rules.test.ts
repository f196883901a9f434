import { describe, expect, test } from 'vitest'
import { ACTS, REFERRAL_STATES, URGENCIES } from './contract.ts'
import {
  actsOf,
  dueAtOf,
  isClosed,
  isLate,
  isReaction,
  moveOf,
  settles,
  type Times,
  waitsOf,
} from './rules.ts'

// EXT-05
describe('how a request moves', () => {
  test('every act from every state', () => {
    const moves = REFERRAL_STATES.flatMap((state) =>
      ACTS.flatMap((act) => {
        const to = moveOf(state, act)
        return to ? [`${state} ${act} ${to}`] : []
      }),
    )
    expect(moves).toEqual([
      'sent receive received',
      'sent accept accepted',
      'sent refuse refused',
      'sent ask_info info_asked',
      'sent cancel cancelled',
      'received accept accepted',
      'received refuse refused',
      'received ask_info info_asked',
      'received cancel cancelled',
      'info_asked accept accepted',
      'info_asked refuse refused',
      'info_asked give_info received',
      'info_asked cancel cancelled',
      'accepted schedule scheduled',
      'accepted answer answered',
      'accepted cancel cancelled',
      'scheduled schedule scheduled',
      'scheduled answer answered',
      'scheduled cancel cancelled',
      'scheduled unschedule accepted',
    ])
  })

  test('nothing leaves a closed state, and each side has its own acts', () => {
    for (const state of REFERRAL_STATES.filter(isClosed)) {
      expect(actsOf(state, 'asker')).toEqual([])
      expect(actsOf(state, 'receiver')).toEqual([])
    }
    expect(actsOf('info_asked', 'asker')).toEqual(['give_info', 'cancel'])
    expect(actsOf('received', 'receiver')).toEqual(['ask_info', 'accept', 'refuse'])
    expect(actsOf('draft', 'asker')).toEqual([])
  })

  test('opening is no reaction, the first word is; a date settles a referral and not an opinion', () => {
    expect(ACTS.filter(isReaction)).toEqual(['accept', 'schedule', 'answer', 'refuse', 'ask_info'])
    expect(ACTS.filter((act) => settles('referral', act))).toEqual(['schedule', 'answer'])
    expect(ACTS.filter((act) => settles('advice', act))).toEqual(['answer'])
  })
})

describe('time', () => {
  const sentAt = new Date('2026-03-02T09:00:00Z')
  const times: Times = {
    kind: 'advice',
    state: 'received',
    sentAt,
    dueAt: dueAtOf(sentAt, 'fast'),
    reactedAt: null,
    settledAt: null,
  }

  test('each urgency has its days', () => {
    expect(URGENCIES.map((urgency) => dueAtOf(sentAt, urgency).toISOString().slice(0, 10))).toEqual([
      '2026-04-01',
      '2026-03-16',
      '2026-03-09',
      '2026-03-04',
    ])
  })

  test('late begins after the last moment, and ends with a date, an answer or a close', () => {
    const last = new Date('2026-03-09T09:00:00Z')
    const after = new Date('2026-03-09T09:00:01Z')
    expect(isLate(times, last)).toBe(false)
    expect(isLate(times, after)).toBe(true)
    expect(isLate({ ...times, settledAt: last }, after)).toBe(false)
    expect(isLate({ ...times, state: 'refused' }, after)).toBe(false)
    expect(isLate({ ...times, state: 'draft' }, after)).toBe(false)
  })

  test('waits are told once they are over', () => {
    expect(waitsOf(times)).toEqual({ reaction: null, answer: null })
    expect(waitsOf({ ...times, reactedAt: '2026-03-02T10:30:00Z' })).toEqual({
      reaction: 5_400_000,
      answer: null,
    })
    expect(waitsOf({ ...times, reactedAt: sentAt, settledAt: '2026-03-03T09:00:00Z' }).answer).toBe(
      86_400_000,
    )
  })
})
