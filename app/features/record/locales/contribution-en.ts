import type { Catalogue } from '#app/kernel/i18n.ts'
import type { contributionFr } from './contribution-fr.ts'

export const contributionEn: Catalogue<typeof contributionFr> = {
  external: 'From outside',
  rpps: 'RPPS {{rpps}}',
  into: 'File of {{name}}',
  receiver: 'Receiving establishment',
  sends: 'The document enters the shared record and goes to the establishment’s own software.',
  staysHere:
    'The document enters the shared record, where the establishment reads it. Its own software takes no documents yet.',
  sending: 'On its way to the establishment',
  waiting: 'Waiting (attempt {{number}} at {{at}})',
  taken: 'Taken into the establishment’s record on {{at}}',
  parked: 'Refused by the establishment’s software: its technician is told',
  dropped: 'Sending was stopped',
  hereOnly: 'Placed in the shared record',
  seenBy: 'Seen by {{names}}',
}
