import { parseTimestamp } from '#app/kernel/zoned-time.ts'
import type { Movement, Passage, ReadOptions, Visit, Warning } from './intents.ts'
import type { Message } from './message.ts'
import type { Repetition, Segment } from './segment.ts'
import { orNull, readEntityId, readLocalId, readProfessional } from './values.ts'

/** The stay a message speaks of, or null when it speaks of the person alone (class N without a number). */
export function readVisit(message: Message, { zone }: ReadOptions, warnings: Warning[]): Visit | null {
  const pv1 = message.first('PV1')
  if (!pv1) return null
  const visitNumber = readLocalId(pv1.repetitions(19)[0])
  const patientClass = orNull(pv1.field(2))
  if (patientClass === 'N' && !visitNumber) return null
  const movement = readMovement(message.first('ZBE'), zone, warnings)
  const units = [movement?.medicalUnit?.label, movement?.careUnit?.label]
  return {
    visitNumber,
    accountNumber: readLocalId(message.first('PID')?.repetitions(18)[0]),
    patientClass,
    location: readLocation(pv1.repetitions(3)[0]),
    unitLabel: units.find((label) => label) ?? null,
    attending: readProfessional(pv1.repetitions(7)[0]),
    admittedAt: parseTimestamp(pv1.field(44), zone),
    dischargedAt: parseTimestamp(pv1.field(45), zone),
    movement,
  }
}

function readLocation(pl: Repetition | undefined): Visit['location'] {
  if (!pl) return null
  const location = {
    unit: orNull(pl.text(1)),
    room: orNull(pl.text(2)),
    bed: orNull(pl.text(3)),
    facility: orNull(pl.text(4)),
  }
  return Object.values(location).some(Boolean) ? location : null
}

const ACTIONS = { INSERT: 'insert', UPDATE: 'update', CANCEL: 'cancel' } as const
const actionOf = (text: string) => ACTIONS[text as keyof typeof ACTIONS] ?? null

function readMovement(zbe: Segment | undefined, zone: string, warnings: Warning[]): Movement | null {
  if (!zbe) return null
  // Feeds that still fill the end (ZBE-3) are known to slip by one field behind it.
  const slip = !zbe.field(4) && actionOf(zbe.field(5)) ? 1 : 0
  if (slip) warnings.push('movementShifted')
  return {
    ids: zbe
      .repetitions(1)
      .map(readEntityId)
      .filter((id) => id !== null),
    action: actionOf(zbe.field(4 + slip)),
    startsAt: parseTimestamp(zbe.field(2), zone),
    endsAt: parseTimestamp(zbe.field(3), zone),
    isHistoric: zbe.field(5 + slip) === 'Y',
    originalTrigger: orNull(zbe.field(6 + slip)),
    medicalUnit: readUnit(zbe.repetitions(7 + slip)[0]),
    careUnit: readUnit(zbe.repetitions(8 + slip)[0]),
    nature: orNull(zbe.field(9 + slip)),
  }
}

/** XON: the label first, the code tenth. */
function readUnit(xon: Repetition | undefined): Movement['medicalUnit'] {
  const unit = { label: orNull(xon?.text(1) ?? ''), code: orNull(xon?.text(10) ?? '') }
  return unit.label || unit.code ? unit : null
}

/** ZFM-3 and 4: psychiatry. That somebody was, or is going, there is nobody's to read here. */
const PSYCHIATRY = '4'

/** ZFM and ZFV-1. The legal mode of psychiatric care (ZFS, ZFV-4 and 5) is never read. */
export function readPassage(message: Message): Passage | null {
  const [zfm, zfv] = [message.first('ZFM'), message.first('ZFV')]
  const code = (field: number) => orNull(zfm?.field(field) ?? '')
  const [origin, destination] = [code(3), code(4)]
  const isSecret = origin === PSYCHIATRY || destination === PSYCHIATRY
  const finess = orNull(zfv?.field(1) ?? '')
  const passage: Passage = {
    entryMode: code(1),
    origin: origin === PSYCHIATRY ? null : origin,
    exitMode: code(2),
    destination: destination === PSYCHIATRY ? null : destination,
    finess: isSecret || !finess || !/^[\dAB]{9}$/.test(finess) ? null : finess,
  }
  return Object.values(passage).some(Boolean) ? passage : null
}
