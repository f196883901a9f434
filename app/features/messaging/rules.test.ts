import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '#app/kernel/durations.ts'
import { channelsFor, SettingsForm, TOPICS, type Wishes } from './contract.ts'
import {
  afterQuiet,
  channelOf,
  DEFAULT_TIMES,
  isDeathNews,
  mailingOf,
  type Newsworthy,
  newsOf,
  nextDigest,
  stopped,
  topicOf,
  wishesOf,
} from './rules.ts'

// EXT-04: which event is told to whom by which way, and when.
const now = new Date('2026-03-02T10:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const zone = 'Europe/Paris'

const entry = (kind: string, more: Partial<Newsworthy> = {}): Newsworthy => ({
  kind,
  occurredAt: ago(HOUR),
  patientClass: null,
  dischargedAt: null,
  isCancelled: false,
  isCorrection: false,
  isAbnormal: false,
  ...more,
})
const wishes = (more: Partial<Wishes> = {}): Wishes => ({ choices: {}, ...DEFAULT_TIMES, ...more })

describe('what of an entry is news', () => {
  test.each([
    ['a stay that begins', entry('stay', { patientClass: 'I' }), ['admission']],
    ['an emergency', entry('stay', { patientClass: 'E' }), ['admission']],
    [
      'a stay that ends, however long it was',
      entry('stay', { patientClass: 'I', occurredAt: ago(40 * DAY), dischargedAt: ago(HOUR) }),
      ['discharge'],
    ],
    ['a visit', entry('stay', { patientClass: 'O' }), ['visit']],
    ['a session of a series', entry('stay', { patientClass: 'R' }), ['visit']],
    ['a pre-admission', entry('stay', { patientClass: 'P' }), []],
    ['an appointment to come', entry('appointment', { occurredAt: ago(-9 * DAY) }), ['visit']],
    ['a result', entry('result'), ['result']],
    ['values out of range', entry('result', { isAbnormal: true }), ['abnormal_result']],
    [
      'a corrected one, whatever it says now',
      entry('result', { isAbnormal: true, isCorrection: true }),
      ['corrected_result'],
    ],
    ['a letter', entry('document'), ['document']],
    ['a board’s decision', entry('decision'), ['decision']],
    ['a note', entry('note'), ['note']],
    ['a diagnosis by itself', entry('condition'), []],
    ['what was cancelled', entry('stay', { patientClass: 'I', isCancelled: true }), []],
  ])('%s', (_, said, news) => expect(newsOf(said, now)).toEqual(news))

  test('history is none, by whichever way it comes now', () => {
    const old = { occurredAt: ago(4 * DAY) }
    expect(newsOf(entry('stay', { patientClass: 'I', ...old }), now)).toEqual([])
    expect(newsOf(entry('stay', { patientClass: 'I', dischargedAt: ago(4 * DAY) }), now)).toEqual([])
    expect(newsOf(entry('appointment', old), now)).toEqual([])
    // A letter may take its time.
    expect(newsOf(entry('document', { occurredAt: ago(60 * DAY) }), now)).toEqual(['document'])
    expect(newsOf(entry('document', { occurredAt: ago(91 * DAY) }), now)).toEqual([])
    expect([isDeathNews(ago(DAY), now), isDeathNews(ago(31 * DAY), now)]).toEqual([true, false])
  })
})

describe('by which way', () => {
  test('a doctor hears at once what cannot wait, and in the digest what can', () => {
    expect(channelOf('admission', wishes(), 'doctor')).toBe('mail')
    expect(channelOf('document', wishes(), 'doctor')).toBe('digest')
    expect(channelOf('result', wishes(), 'doctor')).toBe('bell')
  })
  test('who works beside a doctor gets no mail unless they ask for it', () => {
    for (const topic of TOPICS) expect(channelOf(topic, wishes(), 'secretary')).toBe('bell')
    expect(channelOf('admission', wishes({ choices: { admission: 'mail' } }), 'secretary')).toBe('mail')
  })
  test('what one chose holds, but that something one read holds no more cannot be switched off', () => {
    expect(channelOf('result', wishes({ choices: { result: 'none' } }), 'doctor')).toBe('none')
    expect(channelOf('changed', wishes({ choices: { changed: 'none' } }), 'doctor')).toBe('bell')
    expect(channelsFor('changed')).not.toContain('none')
    expect(topicOf('withdrawn')).toBe('changed')
  })
  test('nothing, the bell, a mail after what belongs to it, the digest', () => {
    const when = { now, zone, gatherMs: 3 * MINUTE }
    const by = (channel: 'none' | 'bell' | 'mail' | 'digest') =>
      mailingOf('result', wishes({ choices: { result: channel } }), 'doctor', when)
    expect(by('none')).toBeNull()
    expect(by('bell')).toEqual({ mailKind: null, mailDueAt: null })
    expect(by('mail')).toEqual({ mailKind: 'mail', mailDueAt: new Date('2026-03-02T10:03:00Z') })
    // Monday after 7: tomorrow at 7 of Paris.
    expect(by('digest')).toEqual({ mailKind: 'digest', mailDueAt: new Date('2026-03-03T06:00:00Z') })
  })
  test('stopping the mails of one kind leaves their events at the bell, and the other kind alone', () => {
    const after = stopped(wishes(), 'doctor', 'mail')
    expect(channelOf('admission', after, 'doctor')).toBe('bell')
    expect(channelOf('document', after, 'doctor')).toBe('digest')
  })
})

describe('the hour of a digest', () => {
  const at = (iso: string, more: Partial<Wishes> = {}) => nextDigest(wishes(more), new Date(iso), zone)
  test('is the region’s, in winter and in summer', () => {
    expect(at('2026-01-12T05:00:00Z')).toEqual(new Date('2026-01-12T06:00:00Z'))
    expect(at('2026-07-13T04:00:00Z')).toEqual(new Date('2026-07-13T05:00:00Z'))
  })
  test('passes over the days that were not chosen', () =>
    // Friday after 7: Monday.
    expect(at('2026-01-16T06:00:00Z')).toEqual(new Date('2026-01-19T06:00:00Z')))
  test('once a week is once a week', () => {
    const monday = { digestDays: [1] }
    expect(at('2026-01-12T06:00:00Z', monday)).toEqual(new Date('2026-01-19T06:00:00Z'))
  })
  test('the clocks change in between: it stays 7 o’clock', () => {
    const daily = { digestDays: [1, 2, 3, 4, 5, 6, 7] }
    // 29 March 2026 forward, 25 October 2026 back.
    expect(at('2026-03-28T07:00:00Z', daily)).toEqual(new Date('2026-03-29T05:00:00Z'))
    expect(at('2026-10-24T06:00:00Z', daily)).toEqual(new Date('2026-10-25T06:00:00Z'))
  })
  test('an hour that the night skips comes an hour later, one that comes twice comes once', () => {
    const daily = { digestDays: [1, 2, 3, 4, 5, 6, 7], digestHour: 2 }
    expect(at('2026-03-28T12:00:00Z', daily)).toEqual(new Date('2026-03-29T01:00:00Z'))
    expect(at('2026-10-24T12:00:00Z', daily)).toEqual(new Date('2026-10-25T00:00:00Z'))
    expect(at('2026-10-25T00:30:00Z', daily)).toEqual(new Date('2026-10-26T01:00:00Z'))
  })
})

describe('quiet hours', () => {
  const night = { quietFrom: 20, quietUntil: 7 }
  const sentAt = (iso: string, quiet: Pick<Wishes, 'quietFrom' | 'quietUntil'> = night) =>
    afterQuiet(quiet, new Date(iso), zone).toISOString()
  test.each([
    ['in the day', '2026-01-12T12:00:00Z', '2026-01-12T12:00:00.000Z'],
    ['in the evening', '2026-01-12T19:30:00Z', '2026-01-13T06:00:00.000Z'],
    ['after midnight', '2026-01-13T02:00:00Z', '2026-01-13T06:00:00.000Z'],
    ['when they end', '2026-01-13T06:00:00Z', '2026-01-13T06:00:00.000Z'],
    ['in the night the clocks go forward', '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
    ['in the night they go back', '2026-10-24T22:00:00Z', '2026-10-25T06:00:00.000Z'],
  ])('%s', (_, at, sent) => expect(sentAt(at)).toBe(sent))
  test('within one day', () =>
    expect(sentAt('2026-01-12T12:30:00Z', { quietFrom: 13, quietUntil: 14 })).toBe(
      '2026-01-12T13:00:00.000Z',
    ))
  test('none: at any hour', () =>
    expect(sentAt('2026-01-12T23:00:00Z', { quietFrom: null, quietUntil: null })).toBe(
      '2026-01-12T23:00:00.000Z',
    ))
})

test('a form says all of it, and only that', () => {
  const said = {
    ...Object.fromEntries(TOPICS.map((topic) => [topic, 'bell'])),
    intent: 'save',
    result: 'digest',
    digestHour: '6',
    day1: 'on',
    day4: 'on',
    quietFrom: '21',
    quietUntil: '6',
  }
  const form = SettingsForm.parse(said)
  if (form.intent !== 'save') throw new Error('not saved')
  const { intent: _, ...saved } = form
  expect(wishesOf(saved)).toMatchObject({
    choices: { result: 'digest', admission: 'bell' },
    digestHour: 6,
    digestDays: [1, 4],
    quietFrom: null,
    quietUntil: null,
  })
  expect(SettingsForm.safeParse({ ...said, result: 'post' }).success).toBe(false)
  expect(SettingsForm.safeParse({ ...said, digestHour: '24' }).success).toBe(false)
})
