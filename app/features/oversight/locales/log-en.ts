import type { Catalogue } from '#app/kernel/i18n.ts'
import type { logFr } from './log-fr.ts'

export const logEn: Catalogue<typeof logFr> = {
  title: 'Log of accesses to your record',
  intro: 'This document says who opened your Cordée record, when and for what reason.',
  scopeOwn: 'It is about the professionals of {{name}}, from {{from}} to {{to}}.',
  scopeAll: 'It is about all establishments of the region, from {{from}} to {{to}}.',
  rights:
    'A question, a doubt? Ask the person who gave you this document: they protect your data in the establishment. You can also turn to the CNIL.',
  none: 'Nobody opened your record in this period.',
  print: 'Print',
  when: 'When',
  what: 'What happened',
  more: 'This log is long: only its {{count}} latest rows stand here.',
  roles: {
    doctor: 'doctor',
    nurse_coordinator: 'coordinating nurse',
    secretary: 'medical secretary',
    board_coordinator: 'coordinator of medical meetings',
    identity_vigilance: 'control of identities',
    privacy_officer: 'data protection',
    establishment_admin: 'administration of the establishment',
    region_admin: 'administration of the region',
    interface_technician: 'technician',
    patient: 'yourself',
    client: 'a care software',
    system: 'Cordée, automatically',
  },
  said: {
    opening: '{{who}} opened your record to care for you.',
    openingOther: '{{who}} opened your record.',
    openingGlass:
      '{{who}} opened your record in an emergency, without usually having access. The reason is reviewed.',
    document: '{{who}} read a document of your record.',
    search: '{{who}} searched in your record.',
    print: '{{who}} printed a part of your record.',
    export: '{{who}} prepared this log at your request.',
    glass: '{{who}} asked for emergency access to your record.',
    rights: '{{who}} changed who may see your record, or noted a choice you made.',
    writing: '{{who}} added or changed something in your record.',
    identity: '{{who}} checked or completed your identity.',
    oversight: '{{who}} reviewed accesses to your record.',
    other: '{{who}} acted on your record for a technical reason.',
    refused: '{{who}} tried to open your record: access was refused.',
  },
}
