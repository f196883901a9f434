import type { OpenFile, RecordStay } from '#app/features/record/contract.ts'
import { PATIENT_CLASSES } from '#app/features/record/contract.ts'
import type { Admission, PatientIdentity } from './formats/hl7v2/intents.ts'

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
    deceasedAt: identity.deathDateTime?.at.toISOString(),
    phone: identity.phones[0]?.number,
    address: addressOf(identity),
    declaredGpRpps: declaredGp?.action === 'declare' ? declaredGp.rpps : null,
    declaredGpName:
      declaredGp?.action === 'declare'
        ? [declaredGp.familyName?.toLocaleUpperCase('fr'), declaredGp.givenName].filter(Boolean).join(' ')
        : null,
  }
}

const addressOf = ({ address }: PatientIdentity) =>
  address
    ? [...address.lines, [address.postalCode, address.city].filter(Boolean).join(' ')]
        .filter(Boolean)
        .join(', ')
    : null

type SaidOfStay = Omit<RecordStay, 'fileId' | 'channel' | 'messageId' | 'receivedAt'>

/** What the message says of a stay; null when it names none. Cancelled acts take back what they cancelled. */
export function stayOf({ meaning, visit, occurredAt }: Admission): SaidOfStay | null {
  const visitNumber = visit?.visitNumber?.value
  if (!visit || !visitNumber || meaning === 'identity') return null
  const movedAt = visit.movement?.startsAt?.at ?? occurredAt?.at
  const patientClass = PATIENT_CLASSES.find((known) => known === visit.patientClass)
  const unit =
    visit.movement?.careUnit?.label ??
    visit.movement?.medicalUnit?.label ??
    visit.unitLabel ??
    visit.location?.unit
  const stay: SaidOfStay = {
    visitNumber,
    patientClass,
    unit: unit ?? undefined,
    attendingName:
      [visit.attending?.familyName?.toLocaleUpperCase('fr'), visit.attending?.givenName]
        .filter(Boolean)
        .join(' ') || undefined,
    attendingRpps: visit.attending?.rpps ?? undefined,
    admittedAt: visit.admittedAt?.at ?? (OPENS.includes(meaning) ? movedAt : undefined),
  }
  if (meaning === 'discharge') return { ...stay, dischargedAt: visit.dischargedAt?.at ?? movedAt }
  if (meaning === 'cancelDischarge') return { ...stay, dischargedAt: null }
  if (meaning === 'cancelAdmission' || meaning === 'cancelPreadmission') return { ...stay, isCancelled: true }
  return { ...stay, dischargedAt: visit.dischargedAt?.at }
}

const OPENS: readonly Admission['meaning'][] = ['admission', 'outpatient', 'preadmission']

/** The number that keeps a patient's messages in order: the INS when there is one, else the first local id. */
export const patientNumberOf = ({ identity }: { identity: PatientIdentity }): string =>
  identity.ins?.matricule ?? identity.localIds[0]?.value ?? ''
