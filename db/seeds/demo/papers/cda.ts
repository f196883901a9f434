import { cdaTime } from '../clock.ts'
import type { DemoPatient } from '../patients.ts'
import type { Place } from '../places.ts'
import type { StaffMember } from '../staff.ts'
import type { Analysis, Section } from '../story.ts'

/** A document of the CDA R2 kind, with the header that the French profile asks for. */
export type CdaSheet = {
  root: string
  extension: string
  code: string
  title: string
  at: Date
  patient: DemoPatient
  /** IPP in the establishment that writes. */
  localId: string
  author: StaffMember
  place: Place
  body: string
}

const LOINC = '2.16.840.1.113883.6.1'
export const LOCAL_ROOT = '1.2.250.1.999.10'

export const writeCda = (sheet: CdaSheet): Buffer => {
  const { author, patient, place } = sheet
  const at = cdaTime(sheet.at)
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <realmCode code="FR"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <templateId root="1.2.250.1.213.1.1.1.1"/>
  <id root="${sheet.root}" extension="${escapeXml(sheet.extension)}"/>
  <code code="${sheet.code}" codeSystem="${LOINC}" displayName="${escapeXml(sheet.title)}"/>
  <title>${escapeXml(sheet.title)}</title>
  <effectiveTime value="${at}"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  <languageCode code="fr-FR"/>
  <versionNumber value="1"/>
  <recordTarget><patientRole>
    ${patient.identityStatus === 'QUAL' ? `<id root="${patient.insOid}" extension="${patient.insMatricule}"/>` : ''}
    <id root="${LOCAL_ROOT}" extension="${sheet.localId}"/>
    <patient>
      <name>${namesOf(patient)}</name>
      <administrativeGenderCode code="${patient.sex === 'female' ? 'F' : 'M'}" codeSystem="2.16.840.1.113883.5.1"/>
      <birthTime value="${patient.birthDate.replaceAll('-', '')}"/>
      <birthplace><place><addr><county>${patient.birthPlaceCode}</county></addr></place></birthplace>
    </patient>
  </patientRole></recordTarget>
  <author>
    <time value="${at}"/>
    <assignedAuthor>
      <id root="1.2.250.1.71.4.2.1" extension="8${author.rpps}"/>
      <code code="G15_10/${author.specialtyCode}" codeSystem="1.2.250.1.213.1.1.4.5" displayName="${escapeXml(author.calling)}"/>
      <assignedPerson><name><given>${escapeXml(author.givenName)}</given><family>${escapeXml(author.familyName.toLocaleUpperCase('fr'))}</family></name></assignedPerson>
      ${organization(place)}
    </assignedAuthor>
  </author>
  <custodian><assignedCustodian><representedCustodianOrganization>
    <id root="1.2.250.1.71.4.2.2" extension="1${place.finess}"/><name>${escapeXml(place.name)}</name>
  </representedCustodianOrganization></assignedCustodian></custodian>
  <component>${sheet.body}</component>
</ClinicalDocument>
`)
}

/** Given names without a qualifier are the whole list; BR at birth, SP in use. */
const namesOf = ({ birthName, usedName, firstGivenName, birthGivenNames }: DemoPatient) =>
  [
    `<family qualifier="BR">${escapeXml(birthName)}</family>`,
    `<given>${escapeXml(birthGivenNames)}</given><given qualifier="BR">${escapeXml(firstGivenName)}</given>`,
    usedName ? `<family qualifier="SP">${escapeXml(usedName)}</family>` : '',
  ].join('')

const organization = ({ finess, name }: Place) =>
  `<representedOrganization><id root="1.2.250.1.71.4.2.2" extension="1${finess}"/><name>${escapeXml(name)}</name></representedOrganization>`

/** Level 1: another file within. */
export const fileBody = (mediaType: string, bytes: Buffer) =>
  `<nonXMLBody><text mediaType="${mediaType}" representation="B64">${bytes.toString('base64')}</text></nonXMLBody>`

/** Level 3: titles and paragraphs; several lines are a list. */
export const sectionsBody = (sections: Section[]) =>
  `<structuredBody>${sections
    .map(
      ({ heading, lines }) =>
        `<component><section><title>${escapeXml(heading)}</title><text>${
          lines.length > 1
            ? `<list>${lines.map((line) => `<item>${escapeXml(line)}</item>`).join('')}</list>`
            : `<paragraph>${escapeXml(lines[0] ?? '')}</paragraph>`
        }</text></section></component>`,
    )
    .join('')}</structuredBody>`

/** A laboratory's table; what is outside the usual values carries a star, as on paper. */
export function analysesBody(heading: string, rows: Analysis[], comment?: string): string {
  const cells = rows.map(
    ({ name, value, unit, usual, isOutside }) =>
      `<tr><td>${escapeXml(name)}</td><td>${escapeXml(value)}${isOutside ? ' *' : ''}</td><td>${escapeXml(unit)}</td><td>${escapeXml(usual)}</td></tr>`,
  )
  const table = `<table><thead><tr><th>Analyse</th><th>Résultat</th><th>Unité</th><th>Valeurs usuelles</th></tr></thead><tbody>${cells.join('')}</tbody></table>`
  const note = rows.some((row) => row.isOutside)
    ? '<paragraph>* En dehors des valeurs usuelles.</paragraph>'
    : ''
  const said = comment ? `<paragraph>${escapeXml(comment)}</paragraph>` : ''
  return `<structuredBody><component><section><title>${escapeXml(heading)}</title><text>${table}${note}${said}</text></section></component></structuredBody>`
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
