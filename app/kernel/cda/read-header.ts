import type { Element } from '@xmldom/xmldom'
import type { z } from 'zod'
import { parseDay, parseTimestamp } from '../zoned-time.ts'
import type { CdaAuthor, CdaCode, CdaHeader, CdaId, CdaPatient } from './document.ts'
import { attribute, children, descend, textOf } from './xml.ts'

/** Null when the document has no id: nothing could ever replace or withdraw it. */
export function readHeader(root: Element, zone: string): CdaHeader | null {
  const id = readId(descend(root, 'id'))
  if (!id) return null
  const replacement = children(root, 'relatedDocument').find(
    (related) => attribute(related, 'typeCode') === 'RPLC',
  )
  const version = Number(attribute(descend(root, 'versionNumber'), 'value') ?? Number.NaN)
  return {
    id,
    setId: readId(descend(root, 'setId')),
    versionNumber: Number.isInteger(version) ? version : null,
    code: readCode(descend(root, 'code')),
    title: textOf(descend(root, 'title')),
    effectiveTime: readTime(descend(root, 'effectiveTime'), zone),
    confidentiality: attribute(descend(root, 'confidentialityCode'), 'code'),
    patient: readPatient(descend(root, 'recordTarget', 'patientRole')),
    authors: children(root, 'author').map((author) => readAuthor(author, zone)),
    recipientIds: children(root, 'informationRecipient').flatMap((recipient) =>
      readIds(descend(recipient, 'intendedRecipient')),
    ),
    custodian: textOf(
      descend(root, 'custodian', 'assignedCustodian', 'representedCustodianOrganization', 'name'),
    ),
    replaces: readId(descend(replacement, 'parentDocument', 'id')),
  }
}

function readId(element: Element | undefined): CdaId | null {
  const root = attribute(element, 'root')
  return root ? { root, extension: attribute(element, 'extension') } : null
}

const readIds = (element: Element | undefined) =>
  children(element, 'id')
    .map(readId)
    .filter((id) => id !== null)

function readCode(element: Element | undefined): z.infer<typeof CdaCode> | null {
  const code = attribute(element, 'code')
  if (!code) return null
  return {
    code,
    codeSystem: attribute(element, 'codeSystem'),
    displayName: attribute(element, 'displayName'),
  }
}

const readTime = (element: Element | undefined, zone: string) =>
  parseTimestamp(attribute(element, 'value') ?? '', zone)

/** Qualifiers of the French header: BR at birth, SP and CL in use; a given name without one is the full list. */
function readPatient(role: Element | undefined): z.infer<typeof CdaPatient> {
  const patient = descend(role, 'patient')
  const names = children(patient, 'name')
  const part = (kind: 'family' | 'given', ...qualifiers: (string | null)[]): string | null => {
    const parts = names.flatMap((name) => children(name, kind))
    for (const qualifier of qualifiers) {
      const found = parts.find((candidate) => attribute(candidate, 'qualifier') === qualifier)
      if (found) return textOf(found)
    }
    return null
  }
  return {
    ids: readIds(role),
    birthName: part('family', 'BR', null),
    usedName: part('family', 'CL', 'SP'),
    birthGivenNames: part('given', null, 'BR'),
    firstGivenName: part('given', 'BR', null),
    usedGivenName: part('given', 'CL', 'SP'),
    birthDate: parseDay(attribute(descend(patient, 'birthTime'), 'value') ?? ''),
    sex: sexOf(attribute(descend(patient, 'administrativeGenderCode'), 'code')),
    birthPlaceCog: textOf(descend(patient, 'birthplace', 'place', 'addr', 'county')),
  }
}

function sexOf(code: string | null): 'male' | 'female' | 'unknown' {
  if (code === 'M') return 'male'
  return code === 'F' ? 'female' : 'unknown'
}

function readAuthor(author: Element, zone: string): z.infer<typeof CdaAuthor> {
  const assigned = descend(author, 'assignedAuthor')
  const name = descend(assigned, 'assignedPerson', 'name')
  const device = descend(assigned, 'assignedAuthoringDevice', 'softwareName')
  const organization = descend(assigned, 'representedOrganization')
  return {
    ids: readIds(assigned),
    familyName: textOf(descend(name, 'family')) ?? textOf(device),
    givenName: textOf(descend(name, 'given')),
    specialty: readCode(descend(assigned, 'code')),
    organization: textOf(descend(organization, 'name')),
    organizationId: readId(descend(organization, 'id')),
    time: readTime(descend(author, 'time'), zone),
  }
}
