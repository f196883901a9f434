import { isChange, type NewsReason, type NoticeReason } from '#app/features/record/contract.ts'
import { DAY, HOUR } from '#app/kernel/durations.ts'
import { instantInZone, wallClockIn } from '#app/kernel/zoned-time.ts'
import {
  type Channel,
  channelsFor,
  type MailKind,
  type SavedWishes,
  TOPICS,
  type Topic,
  type Wishes,
} from './contract.ts'

/** What stands in the record of an entry that decides whether it is news. */
export type Newsworthy = {
  kind: string
  occurredAt: Date
  patientClass: string | null
  dischargedAt: Date | null
  isCancelled: boolean
  isCorrection: boolean
  isAbnormal: boolean
}

// What happened long ago is history, by whichever way it comes now; a letter may take its time.
const ACT_IS_NEWS = 3 * DAY
const PAPER_IS_NEWS = 90 * DAY
const DEATH_IS_NEWS = 30 * DAY

/** HL7 table 0004: whoever sleeps there or came as an emergency is admitted; the others came for a visit. */
const ADMITTED = ['I', 'E', 'B']
const VISITING = ['O', 'R']

/** What of an entry is news now, most often one thing; a stay that is known from its end is told as that. */
export function newsOf(entry: Newsworthy, now: Date): NewsReason[] {
  if (entry.isCancelled) return []
  const isFresh = (at: Date, limit: number) => now.getTime() - at.getTime() <= limit
  if (entry.kind === 'stay') return newsOfStay(entry, (at) => isFresh(at, ACT_IS_NEWS))
  if (entry.kind === 'appointment') return isFresh(entry.occurredAt, ACT_IS_NEWS) ? ['visit'] : []
  if (!isFresh(entry.occurredAt, PAPER_IS_NEWS)) return []
  switch (entry.kind) {
    case 'result':
    case 'biomarker':
    case 'imaging_study':
      return [entry.isCorrection ? 'corrected_result' : entry.isAbnormal ? 'abnormal_result' : 'result']
    case 'document':
    case 'prescription':
      return ['document']
    case 'decision':
      return ['decision']
    case 'note':
      return ['note']
    default:
      return []
  }
}

function newsOfStay(
  { patientClass, occurredAt, dischargedAt }: Newsworthy,
  isFresh: (at: Date) => boolean,
): NewsReason[] {
  if (VISITING.includes(patientClass ?? '')) return isFresh(occurredAt) ? ['visit'] : []
  if (!ADMITTED.includes(patientClass ?? '')) return []
  if (dischargedAt) return isFresh(dischargedAt) ? ['discharge'] : []
  return isFresh(occurredAt) ? ['admission'] : []
}

export const isDeathNews = (deceasedAt: Date, now: Date): boolean =>
  now.getTime() - deceasedAt.getTime() <= DEATH_IS_NEWS

export const topicOf = (reason: NoticeReason): Topic => (isChange(reason) ? 'changed' : reason)

/** A doctor hears at once what cannot wait for a morning; what comes every week waits for it. */
const FOR_DOCTORS: Record<Topic, Channel> = {
  admission: 'mail',
  discharge: 'mail',
  deceased: 'mail',
  decision: 'mail',
  corrected_result: 'mail',
  abnormal_result: 'digest',
  document: 'digest',
  result: 'bell',
  visit: 'bell',
  note: 'bell',
  changed: 'bell',
}

export const DEFAULT_TIMES = {
  digestHour: 7,
  digestDays: [1, 2, 3, 4, 5],
  quietFrom: 20,
  quietUntil: 7,
} as const

/** By which way, by own choice or by default; who works beside a doctor is told in the product alone. */
export function channelOf(topic: Topic, { choices }: Pick<Wishes, 'choices'>, role: string): Channel {
  const chosen = choices[topic]
  if (chosen && channelsFor(topic).includes(chosen)) return chosen
  return role === 'doctor' ? FOR_DOCTORS[topic] : 'bell'
}

export type Mailing = { mailKind: MailKind | null; mailDueAt: Date | null }

/** When it is said by mail, if at all; null when not even the bell is wanted. */
export function mailingOf(
  reason: NoticeReason,
  wishes: Wishes,
  role: string,
  when: { now: Date; zone: string; gatherMs: number },
): Mailing | null {
  const channel = channelOf(topicOf(reason), wishes, role)
  if (channel === 'none') return null
  if (channel === 'bell') return { mailKind: null, mailDueAt: null }
  const mailDueAt =
    channel === 'digest'
      ? nextDigest(wishes, when.now, when.zone)
      : afterQuiet(wishes, new Date(when.now.getTime() + when.gatherMs), when.zone)
  return { mailKind: channel, mailDueAt }
}

/** The next moment at which that clock shows the hour on one of the days; the hour a zone skips moves on by it. */
export function nextDigest(
  { digestHour, digestDays }: Pick<Wishes, 'digestHour' | 'digestDays'>,
  now: Date,
  zone: string,
): Date {
  const today = wallClockIn(now, zone)
  const midnight = today - (today % DAY)
  for (let ahead = 0; ahead <= 8; ahead++) {
    const day = midnight + ahead * DAY
    const at = instantInZone(day + digestHour * HOUR, zone)
    if (at > now && digestDays.includes(weekdayOf(day))) return at
  }
  // No day at all: as good as a week from now.
  return new Date(now.getTime() + 7 * DAY)
}

/** 1 for Monday to 7 for Sunday, of a wall clock read as UTC. */
const weekdayOf = (wall: number) => ((Math.floor(wall / DAY) + 3) % 7) + 1

/** The moment itself, or the end of the quiet hours it falls into. */
export function afterQuiet(
  { quietFrom, quietUntil }: Pick<Wishes, 'quietFrom' | 'quietUntil'>,
  at: Date,
  zone: string,
): Date {
  if (quietFrom === null || quietUntil === null || quietFrom === quietUntil) return at
  const wall = wallClockIn(at, zone)
  const midnight = wall - (wall % DAY)
  const hour = (wall - midnight) / HOUR
  const isOverNight = quietFrom > quietUntil
  const isQuiet = isOverNight
    ? hour >= quietFrom || hour < quietUntil
    : hour >= quietFrom && hour < quietUntil
  if (!isQuiet) return at
  const isBeforeMidnight = isOverNight && hour >= quietFrom
  return instantInZone(midnight + (isBeforeMidnight ? DAY : 0) + quietUntil * HOUR, zone)
}

/** What a form says, as it is kept. */
export function wishesOf(form: SavedWishes): Wishes {
  const { digestHour, isQuiet, quietFrom, quietUntil, day1, day2, day3, day4, day5, day6, day7, ...choices } =
    form
  const days = [day1, day2, day3, day4, day5, day6, day7]
  return {
    choices,
    digestHour,
    digestDays: days.flatMap((isOn, i) => (isOn ? [i + 1] : [])),
    quietFrom: isQuiet ? quietFrom : null,
    quietUntil: isQuiet ? quietUntil : null,
  }
}

/** Without the mails of one kind: what came by them stays in the bell. */
export function stopped(wishes: Wishes, role: string, kind: MailKind): Wishes {
  const choices = Object.fromEntries(
    TOPICS.map((topic) => {
      const channel = channelOf(topic, wishes, role)
      return [topic, channel === kind ? 'bell' : channel]
    }),
  ) as Record<Topic, Channel>
  return { ...wishes, choices }
}
