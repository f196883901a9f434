import type { OpenFile, UpdateIdentity } from '#app/features/record/contract.ts'
import type { Admission, PatientIdentity, Professional, Visit } from './formats/hl7v2/intents.ts'
import type { Intent } from './formats/hl7v2/read-intent.ts'

// From what a message says to what the record is asked. Pure: no clock, no I/O.

/**
 * The patient's number in the establishment (fr: IPP): of the connection's authority when one is set, else
 * the first that is typed as a patient's number (PI). Stays and files have numbers of other types.
 */
export function localIdOf(identity: PatientIdentity, authority: string | null): string | null {
  const ids = identity.localIds
  if (authority) {
    const own = ids.find((id) => [id.oid, id.authority, id.authorityId].includes(authority))
    return own?.value ?? null
  }
  return (ids.find((id) => id.type === 'PI') ?? ids.find((id) => id.type === null))?.value ?? null
}

/** What `openFile` is told. A number of a test authority counts only where test identities do. */
export function saidOf(
  admission: Admission,
  {
    patientAuthority,
    acceptsTestIdentities,
  }: { patientAuthority: string | null; acceptsTestIdentities: boolean },
): OpenFile {
  const { identity, declaredGp } = admission
  const isReal = identity.ins?.kind === 'nir' || identity.ins?.kind === 'nia'
  // The document says it and the product obeys: a wrong key is kept with a warning from a feed.
  const ins = isReal || acceptsTestIdentities ? identity.ins : null
  const firstGivenName = identity.firstGivenName ?? identity.birthGivenNames?.split(' ')[0] ?? ''
  return {
    localId: localIdOf(identity, patientAuthority) ?? '',
    birthName: identity.birthName ?? '',
    firstGivenName,
    birthGivenNames: identity.birthGivenNames ?? firstGivenName,
    birthDate: identity.birthDate,
    sex: identity.sex,
    birthPlaceCode: identity.birthPlaceCog,
    insMatricule: ins?.matricule,
    insOid: ins?.oid,
    identityStatus: identity.trust === 'QUAL' && !ins ? 'VALI' : identity.trust,
    usedName: identity.usedName,
    usedGivenName: identity.usedGivenName,
    deceasedAt: deathOf(admission)?.toISOString(),
    phone: identity.phones[0]?.number,
    address: addressOf(identity),
    declaredGpRpps: declaredGp?.action === 'declare' ? declaredGp.rpps : null,
    declaredGpName:
      declaredGp?.action === 'declare'
        ? [declaredGp.familyName?.toLocaleUpperCase('fr'), declaredGp.givenName].filter(Boolean).join(' ')
        : null,
  }
}

/** What `updateIdentity` is told: an empty field says nothing, `""` takes away what may be taken away. */
export function changesOf(
  admission: Admission,
  settings: { patientAuthority: string | null; acceptsTestIdentities: boolean },
): UpdateIdentity {
  const { deleted } = admission.identity
  const { declaredGpRpps, declaredGpName, ...said } = saidOf(admission, settings)
  const complementary = <T>(value: T | null | undefined, field: (typeof deleted)[number]) =>
    value ?? (deleted.includes(field) ? null : undefined)
  return {
    ...said,
    birthName: said.birthName || null,
    firstGivenName: said.firstGivenName || null,
    birthGivenNames: said.birthGivenNames || null,
    sex: said.sex === 'unknown' ? null : said.sex,
    usedName: complementary(said.usedName, 'usedName'),
    usedGivenName: complementary(said.usedGivenName, 'usedName'),
    deceasedAt: complementary(said.deceasedAt, 'deathDateTime'),
    phone: complementary(said.phone, 'phones'),
    address: complementary(said.address, 'address'),
    declaredGpRpps: declaredGpRpps ?? undefined,
    declaredGpName: declaredGpName ?? undefined,
  }
}

/** PID-29; else that it is so (PID-30), or that the stay ended so (ZFM-2), with the best date there is. */
function deathOf({ identity, exitMode, visit, occurredAt, saidAt, meaning }: Admission): Date | undefined {
  if (identity.deathDateTime) return identity.deathDateTime.at
  const hasDied = identity.isDeceased || (meaning === 'discharge' && exitMode === '9')
  return hasDied ? (visit?.dischargedAt ?? occurredAt ?? saidAt)?.at : undefined
}

const addressOf = ({ address }: PatientIdentity) =>
  address
    ? [...address.lines, [address.postalCode, address.city].filter(Boolean).join(' ')]
        .filter(Boolean)
        .join(', ')
    : null

export type SaidUnit = { code: string | null; label: string | null }

/** ZBE-9: medical responsibility, bed, administrative care, or both of these. */
const STAYS_WHERE_THEY_ARE: readonly string[] = ['M', 'L', 'D', 'LD']

/** Where the patient is, as the message names it: the care unit, else the medical one, else the bare place. */
export function unitOf({ movement, unitLabel, location }: Visit): SaidUnit {
  // Only who answers for the patient changes (ZBE-9): where they are, the movement before has said.
  if (movement && STAYS_WHERE_THEY_ARE.includes(movement.nature ?? '') && !movement.careUnit)
    return { code: null, label: null }
  const unit = [movement?.careUnit, movement?.medicalUnit].find((said) => said?.code || said?.label)
  return {
    code: unit?.code ?? (unit?.label ? null : (location?.unit ?? null)),
    label: unit?.label ?? unitLabel ?? null,
  }
}

/** The number that keeps a patient's messages in order: the INS when there is one, else the first local id. */
export const patientNumberOf = ({ identity }: { identity: PatientIdentity }): string =>
  identity.ins?.matricule ?? identity.localIds[0]?.value ?? ''

/** FAMILY NAME and given name, as professionals are named here. */
export const nameOf = (professional: Professional | null) =>
  [professional?.familyName?.toLocaleUpperCase('fr'), professional?.givenName].filter(Boolean).join(' ') ||
  null

const NATIONAL_TYPE = /^(\d{1,6}-\d|SYNTH|IMG-KOS|PROT_ALD|CERT_DECL|EXPPAT_\d+|PRESC-[A-Z]{2,5}|DOCPAT\d\d)$/

/** A document's type that needs no mapping: LOINC, or a code of the national list (JDV_J07, TRE_A05). */
export const isNationalType = (code: string) => NATIONAL_TYPE.test(code)

export const CODE_KINDS = ['unit', 'document_type', 'analysis'] as const
export type CodeKind = (typeof CODE_KINDS)[number]
export type LocalCode = { kind: CodeKind; code: string; label: string | null }

/** The codes of the sender's own in a message: those somebody here must say the meaning of. Each once. */
export function localCodesOf(intent: Intent): LocalCode[] {
  const codes: LocalCode[] = []
  const documents = intent.kind === 'documents' ? intent : intent.kind === 'results' ? intent.documents : null
  for (const { typeCode, title } of documents?.documents ?? [])
    if (typeCode && !isNationalType(typeCode))
      codes.push({ kind: 'document_type', code: typeCode, label: title })
  if (intent.kind === 'results')
    for (const { observations } of intent.results)
      for (const { code, codeSystem, label } of observations)
        if (codeSystem === 'local')
          codes.push({ kind: 'analysis', code, label: label === code ? null : label })
  // Only what is measured: other OBX of an admission are none of the laboratory's.
  if (intent.kind === 'admission')
    for (const { code, codeSystem, label, valueNumber, unit } of intent.clinical?.observations ?? [])
      if (codeSystem === 'local' && valueNumber !== null && unit)
        codes.push({ kind: 'analysis', code, label: label === code ? null : label })
  if (intent.kind === 'admission' && intent.visit) {
    const { code, label } = unitOf(intent.visit)
    if (code) codes.push({ kind: 'unit', code, label })
  }
  if (intent.kind === 'appointment' && intent.place)
    codes.push({ kind: 'unit', code: intent.place, label: null })
  const once = new Map(codes.map((said) => [`${said.kind}/${said.code}`, said]))
  // In one order always: two messages that count the same codes must not wait for each other.
  return [...once.keys()].sort().map((key) => once.get(key)!)
}

/**
 * Measurements that an admission may bring, by LOINC: weight, height, body mass, temperature, pressure, pulse, breath,
 * oxygen, pain, performance status.
 */
export const VITALS: readonly string[] = [
  ...['29463-7', '3141-9', '8302-2', '39156-5', '8310-5', '8480-6', '8462-4', '8867-4', '9279-1'],
  ...['2708-6', '59408-5', '72514-3', '89247-1'],
]
