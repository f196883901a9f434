import { parseDay, parseTimestamp, type ZonedTime } from '#app/kernel/zoned-time.ts'
import {
  ADMISSION_EVENTS,
  type Admission,
  type AdmissionEvent,
  type Consent,
  type Reading,
  type ReadOptions,
  type Visit,
  type Warning,
} from './intents.ts'
import type { Message } from './message.ts'
import { readClinical } from './read-clinical.ts'
import { localIdsOf, readIdentity } from './read-identity.ts'
import { readPassage, readVisit } from './read-visit.ts'
import type { Segment } from './segment.ts'
import { orNull, readProfessional } from './values.ts'

/** An ADT message as PAM France writes it: the person, the stay, the declared doctor, the consents. */
export function readAdmission(message: Message, options: ReadOptions): Reading<Admission> {
  const { messageCode, trigger } = message.envelope
  if (messageCode !== 'ADT') return { ok: false, reason: 'unsupportedMessage', segment: 'MSH', field: 9 }
  if (!isAdmissionEvent(trigger)) return { ok: false, reason: 'unsupportedEvent', segment: 'MSH', field: 9 }
  const pid = message.first('PID')
  if (!pid) return { ok: false, reason: 'noPatient', segment: 'PID' }

  const warnings: Warning[] = []
  const identity = readIdentity(pid, options, warnings)
  if (!identity.ins && identity.localIds.length === 0) {
    return { ok: false, reason: 'noPatient', segment: 'PID', field: 3 }
  }
  const evn = message.first('EVN')
  const occurredAt = parseTimestamp(evn?.field(6) ?? '', options.zone)
  const meaning = ADMISSION_EVENTS[trigger]
  const visit = readVisit(message, options, warnings)
  const intent: Admission = {
    kind: 'admission',
    event: trigger,
    meaning,
    occurredAt,
    saidAt:
      parseTimestamp(evn?.field(2) ?? '', options.zone) ??
      parseTimestamp(message.envelope.sentAt, options.zone),
    identity,
    exitMode: orNull(message.first('ZFM')?.field(2) ?? ''),
    passage: readPassage(message),
    clinical: saysHealth(meaning) ? readClinical(message, options) : null,
    visit: visit && withDates(visit, meaning, occurredAt),
    declaredGp: readDeclaredGp(message.all('ROL')),
    consent: readConsent(message.first('ZFA'), message.first('ZFD')),
    formerIds: localIdsOf(message.first('MRG')?.repetitions(1) ?? []),
    warnings,
  }
  return { ok: true, intent }
}

const isAdmissionEvent = (trigger: string): trigger is AdmissionEvent =>
  Object.hasOwn(ADMISSION_EVENTS, trigger)

/** What takes back a movement or joins two files repeats what was said, or says it of somebody else. */
const saysHealth = (meaning: Admission['meaning']) =>
  meaning !== 'merge' && meaning !== 'changeOfId' && !meaning.startsWith('cancel')

/** PV1-44 and 45 are often empty: the movement that is the admission or the discharge then dates it. */
function withDates(visit: Visit, meaning: Admission['meaning'], occurredAt: ZonedTime | null): Visit {
  const begins = meaning === 'admission' || meaning === 'outpatient' || meaning === 'preadmission'
  const { movement } = visit
  return {
    ...visit,
    admittedAt: visit.admittedAt ?? (begins ? (movement?.startsAt ?? occurredAt) : null),
    dischargedAt:
      visit.dischargedAt ??
      (meaning === 'discharge' ? (movement?.endsAt ?? movement?.startsAt ?? occurredAt) : null),
  }
}

/** ROL with the role ODRP: the doctor the patient has declared to the insurance (médecin traitant). */
function readDeclaredGp(roles: Segment[]): Admission['declaredGp'] {
  const role = roles.find((rol) => rol.field(3) === 'ODRP')
  const professional = readProfessional(role?.repetitions(4)[0])
  if (!role || !professional) return null
  return { ...professional, action: role.field(2) === 'DE' ? 'end' : 'declare' }
}

function readConsent(zfa: Segment | undefined, zfd: Segment | undefined): Consent | null {
  if (!zfa && !zfd) return null
  const said = (segment: Segment | undefined, field: number, yes: string, no: string) =>
    ({ [yes]: true, [no]: false })[segment?.field(field).toUpperCase() ?? ''] ?? null
  const text = (segment: Segment | undefined, field: number) => orNull(segment?.field(field) ?? '')
  const day = (segment: Segment | undefined, field: number) => parseDay(dayOf(segment?.field(field) ?? ''))
  return {
    dmpStatus: text(zfa, 1),
    dmpStatusOn: day(zfa, 2),
    isAccessAuthorised: said(zfa, 4, 'Y', 'N'),
    isBreakGlassOpposed: said(zfa, 6, 'Y', 'N'),
    isRegulationCentreOpposed: said(zfa, 7, 'Y', 'N'),
    isFeedingOpposed: said(zfa, 9, 'IO', 'INO'),
    isConsultationConsented: said(zfa, 11, 'IC', 'INC'),
    isTextMessageConsented: said(zfd, 3, 'Y', 'N'),
    identityMode: text(zfd, 5),
    insCheckedOn: day(zfd, 6),
    identityDocument: text(zfd, 7),
    identityDocumentUntil: day(zfd, 8),
  }
}

/** Days that come with an hour count as days. */
const dayOf = (text: string) => text.trim().slice(0, 8)
