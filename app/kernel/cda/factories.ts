// A CDA of an invented person, for tests.

export type SampleCda = {
  root?: string
  extension?: string
  setId?: string
  replaces?: string
  ins?: string
  insOid?: string
  title?: string
  code?: string
  effectiveTime?: string
  author?: string
  /** idNat_PS of whom it is addressed to. */
  recipients?: string[]
  body?: string
  encoding?: string
}

/** The element or nothing. */
const when = (value: string | undefined, xml: (value: string) => string) => (value ? xml(value) : '')

export function aCdaText(sample: SampleCda = {}): string {
  const extension = when(sample.extension, (value) => ` extension="${value}"`)
  return `<?xml version="1.0" encoding="${sample.encoding ?? 'UTF-8'}"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <realmCode code="FR"/>
  <typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
  <id root="${sample.root ?? '1.2.250.1.999.7.2001'}"${extension}/>
  <code code="${sample.code ?? '34794-8'}" codeSystem="2.16.840.1.113883.6.1" displayName="CR de RCP"/>
  <title>${sample.title ?? 'RCP sénologie &amp; gynécologie'}</title>
  <effectiveTime value="${sample.effectiveTime ?? '20250612180000+0200'}"/>
  <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/>
  ${when(sample.setId, (value) => `<setId root="${value}"/>`)}
  <versionNumber value="${sample.replaces ? 2 : 1}"/>
  <recordTarget><patientRole>
    <id root="${sample.insOid ?? '1.2.250.1.213.1.4.10'}" extension="${sample.ins ?? '284053155512379'}"/>
    <id root="1.2.250.1.999.1" extension="IPP000771"/>
    <patient>
      <name>
        <family qualifier="BR">EXEMPLE</family><given>CLAIRE MARIE</given><given qualifier="BR">CLAIRE</given>
        <family qualifier="CL">EXEMPLE-TEST</family><given qualifier="CL">CLAIRE</given>
      </name>
      <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
      <birthTime value="19840512"/>
      <birthplace><place><addr><county>31555</county></addr></place></birthplace>
    </patient>
  </patientRole></recordTarget>
  <author>
    <time value="20250612175500+0200"/>
    <assignedAuthor>
      <id root="1.2.250.1.71.4.2.1" extension="${sample.author ?? '810099900010'}"/>
      <code code="G15_10/SM36" codeSystem="1.2.250.1.213.1.1.4.5" displayName="Oncologie"/>
      <assignedPerson><name><given>Paul</given><family>MODELE</family></name></assignedPerson>
      <representedOrganization>
        <id root="1.2.250.1.71.4.2.2" extension="1310999008"/><name>CLCC TEST</name>
      </representedOrganization>
    </assignedAuthor>
  </author>
  <custodian><assignedCustodian><representedCustodianOrganization>
    <name>CLCC TEST</name>
  </representedCustodianOrganization></assignedCustodian></custodian>
  ${(sample.recipients ?? [])
    .map(
      (id) =>
        `<informationRecipient><intendedRecipient><id root="1.2.250.1.71.4.2.1" extension="${id}"/></intendedRecipient></informationRecipient>`,
    )
    .join('')}
  ${when(
    sample.replaces,
    (value) =>
      `<relatedDocument typeCode="RPLC"><parentDocument><id root="${value}"/></parentDocument></relatedDocument>`,
  )}
  <component>${sample.body ?? aSection('Décision', '<paragraph>Surveillance seule.</paragraph>')}</component>
</ClinicalDocument>`
}

export const aCda = (sample: SampleCda = {}): Uint8Array => Buffer.from(aCdaText(sample), 'utf8')

export const aSection = (title: string, text: string): string =>
  `<structuredBody><component><section><title>${title}</title><text>${text}</text></section></component></structuredBody>`

export const aFileBody = (mediaType: string, content: Uint8Array | string): string => {
  const base64 = typeof content === 'string' ? content : Buffer.from(content).toString('base64')
  return `<nonXMLBody><text mediaType="${mediaType}" representation="B64">${base64}</text></nonXMLBody>`
}
