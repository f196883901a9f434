import { parseTimestamp, type ZonedTime } from '#app/kernel/zoned-time.ts'
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
import { localIdsOf, readIdentity } from './read-identity.ts'
import { readVisit } from './read-visit.ts'
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
  const occurredAt = parseTimestamp(message.first('EVN')?.field(6) ?? '', options.zone)
  const meaning = ADMISSION_EVENTS[trigger]
  const visit = readVisit(message, options, warnings)
  const intent: Admission = {
    kind: 'admission',
    event: trigger,
    meaning,
    occurredAt,
    identity,
    visit: visit && withDates(visit, meaning, occurredAt),
    declaredGp: readDeclaredGp(message.all('ROL')),
    consent: readConsent(message.first('ZFA')),
    formerIds: localIdsOf(message.first('MRG')?.repetitions(1) ?? []),
    warnings,
  }
  return { ok: true, intent }
}

const isAdmissionEvent = (trigger: string): trigger is AdmissionEvent =>
  Object.hasOwn(ADMISSION_EVENTS, trigger)

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

function readConsent(zfa: Segment | undefined): Consent | null {
  if (!zfa) return null
  const said = (field: number, yes: string, no: string) =>
    ({ [yes]: true, [no]: false })[zfa.field(field).toUpperCase()] ?? null
  return {
    dmpStatus: orNull(zfa.field(1)),
    isBreakGlassOpposed: said(6, 'Y', 'N'),
    isRegulationCentreOpposed: said(7, 'Y', 'N'),
    isFeedingOpposed: said(9, 'IO', 'INO'),
    isConsultationConsented: said(11, 'IC', 'INC'),
  }
}
