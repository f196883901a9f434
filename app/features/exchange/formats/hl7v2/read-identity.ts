import { isInsMatriculeValid } from '#app/kernel/check-digits.ts'
import { parseDay, parseTimestamp } from '#app/kernel/zoned-time.ts'
import type { INS_KINDS, Ins, LocalId, PatientIdentity, ReadOptions, Warning } from './intents.ts'
import { PHONE_USES } from './intents.ts'
import type { Repetition, Segment } from './segment.ts'
import { orNull, readLocalId } from './values.ts'

const INS_AUTHORITIES: Record<string, (typeof INS_KINDS)[number]> = {
  '1.2.250.1.213.1.4.8': 'nir',
  '1.2.250.1.213.1.4.9': 'nia',
  '1.2.250.1.213.1.4.10': 'test',
  '1.2.250.1.213.1.4.11': 'demo',
}
/** Types in PID-3 that are not the establishment's id of the person: insurance, visits, obsolete INS. */
const NOT_LOCAL = new Set(['INS', 'INS-C', 'INS-A', 'NH', 'SS', 'AN', 'VN'])

/** The person of a PID segment. Adds to `warnings` what was read with doubts. */
export function readIdentity(pid: Segment, { zone }: ReadOptions, warnings: Warning[]): PatientIdentity {
  const ids = pid.repetitions(3)
  const ins = readIns(ids, warnings)
  const reliabilityCodes = pid.repetitions(32).map((code) => code.text().trim().toUpperCase())
  const birthDate = parseDay(pid.field(7))
  if (!birthDate && pid.field(7)) warnings.push('birthDateIncomplete')
  const deathDateTime = parseTimestamp(pid.field(29), zone)
  const birthPlace = pid.repetitions(11).find((address) => address.text(7) === 'BDL')

  const identity: PatientIdentity = {
    localIds: localIdsOf(ids),
    ins,
    trust: trustOf(reliabilityCodes, ins, warnings),
    reliabilityCodes,
    ...readNames(pid.repetitions(5)),
    birthDate,
    sex: ({ M: 'male', F: 'female' } as const)[pid.field(8).toUpperCase()] ?? 'unknown',
    birthPlaceCog: orNull(birthPlace?.text(9).toUpperCase() ?? ''),
    isDeceased: pid.field(30) === 'Y' || deathDateTime !== null,
    deathDateTime,
    ...readTelecoms(pid),
    address: readAddress(pid.repetitions(11)),
    deleted: readDeletions(pid),
  }
  const { birthName, firstGivenName, sex, birthPlaceCog } = identity
  const traits = [birthName, firstGivenName, birthDate, birthPlaceCog, sex === 'unknown' ? null : sex]
  if (ins && traits.includes(null)) warnings.push('insTraitsMissing')
  return identity
}

export function localIdsOf(ids: Repetition[]): LocalId[] {
  return ids
    .filter((id) => !NOT_LOCAL.has(id.text(5).toUpperCase()) && !INS_AUTHORITIES[id.text(4, 2)])
    .map(readLocalId)
    .filter((id) => id !== null)
}

function readIns(ids: Repetition[], warnings: Warning[]): Ins | null {
  const known = ids.filter((id) => INS_AUTHORITIES[id.text(4, 2)] && id.text())
  // A temporary number (NIA) gives way to the definitive one.
  const chosen = known.find((id) => INS_AUTHORITIES[id.text(4, 2)] !== 'nia') ?? known[0]
  if (!chosen) {
    if (ids.some((id) => id.text(5) === 'INS')) warnings.push('insAuthorityUnknown')
    return null
  }
  const oid = chosen.text(4, 2)
  const value = chosen.text().replaceAll(' ', '').toUpperCase()
  // Some senders leave the key in the check digit component (CX-2).
  const matricule = value.length === 13 ? value + chosen.text(2) : value
  const keyIsValid = isInsMatriculeValid(matricule)
  if (!keyIsValid) warnings.push('insKeyWrong')
  return { matricule, oid, kind: INS_AUTHORITIES[oid]!, keyIsValid }
}

/**
 * VALI with an INS is a qualified identity. Any further code but a homonym's is a doubt, which forces
 * provisional; so does a code we do not know. A wrong key passes under the test authorities only.
 */
function trustOf(codes: string[], ins: Ins | null, warnings: Warning[]): PatientIdentity['trust'] {
  const isValidated = codes.includes('VALI')
  const hasDoubts = codes.some((code) => code !== '' && code !== 'VALI' && !code.startsWith('HOM'))
  if (!isValidated || hasDoubts) {
    if (ins) warnings.push('insWithoutQualification')
    return 'PROV'
  }
  const isTest = ins?.kind === 'test' || ins?.kind === 'demo'
  return ins && (ins.keyIsValid || isTest) ? 'QUAL' : 'VALI'
}

/** PID-5: the legal name (L) is the birth name with the list of given names; D is the name in use. */
function readNames(names: Repetition[]) {
  const legal =
    names.find((name) => name.text(7) === 'L') ?? names.find((name) => name.text(7) === '') ?? names[0]
  const used = names.find((name) => name.text(7) === 'D')
  const birth = legal === used ? undefined : legal
  return {
    birthName: orNull(birth?.text(1) ?? ''),
    birthGivenNames: orNull(birth?.text(3) ?? '') ?? orNull(birth?.text(2) ?? ''),
    firstGivenName: orNull(birth?.text(2) ?? ''),
    usedName: orNull(used?.text(1) ?? ''),
    usedGivenName: orNull(used?.text(2) ?? ''),
  }
}

function readTelecoms(pid: Segment): Pick<PatientIdentity, 'phones' | 'emails'> {
  const phones: PatientIdentity['phones'] = []
  const emails: string[] = []
  for (const [field, byDefault] of [
    [13, 'home'],
    [14, 'work'],
  ] as const) {
    for (const telecom of pid.repetitions(field)) {
      const email = orNull(telecom.text(4))
      if (email) emails.push(email)
      const number = orNull(telecom.text(12)) ?? orNull(telecom.text(7)) ?? orNull(telecom.text(1))
      if (!number || email === number) continue
      const isMobile = telecom.text(3) === 'CP' || telecom.text(2) === 'PRS'
      phones.push({ number, use: isMobile ? PHONE_USES[1] : byDefault })
    }
  }
  return { phones, emails }
}

function readAddress(addresses: Repetition[]): PatientIdentity['address'] {
  const candidates = addresses.filter((address) => address.text(7) !== 'BDL')
  const home = candidates.find((address) => address.text(7) === 'H') ?? candidates[0]
  if (!home) return null
  const address = {
    lines: [home.text(1), home.text(2)].map((line) => line.trim()).filter(Boolean),
    city: orNull(home.text(3)),
    postalCode: orNull(home.text(5)),
    country: orNull(home.text(6)),
  }
  return address.lines.length > 0 || address.city || address.postalCode ? address : null
}

function readDeletions(pid: Segment): PatientIdentity['deleted'] {
  const deleted: PatientIdentity['deleted'] = []
  if (pid.repetitions(5).some((name) => name.text(7) === 'D' && name.raw.startsWith('""')))
    deleted.push('usedName')
  if (pid.isDeleted(13)) deleted.push('phones')
  if (pid.isDeleted(11)) deleted.push('address')
  if (pid.isDeleted(29)) deleted.push('deathDateTime')
  return deleted
}
