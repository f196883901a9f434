import type { Catalogue } from '#app/kernel/i18n.ts'
import type { choicesFr } from './choices-fr.ts'

export const choicesEn: Catalogue<typeof choicesFr> = {
  tab: 'Choices',
  title: 'What the patient was told and opposes',
  hint: 'What the patient knew and refused, by purpose. The latest word holds in all establishments.',
  purpose: 'Purpose',
  stance: 'What the patient says',
  how: 'How',
  saidOn: 'On',
  submit: 'Note this choice',
  opposes: 'Opposes',
  chip_one: '{{count}} opposition',
  chip_other: '{{count}} oppositions',
  doesNot: 'Told, does not oppose',
  notTold: 'Not told yet',
  purposes: {
    care_sharing: 'Sharing for care',
    national_record: 'National record (Mon espace santé)',
    research: 'Research',
    secondary_use: 'Indicators and statistics',
    ai_training: 'Training of algorithms',
  },
  purposesText: {
    care_sharing: 'Sharing of the record between the establishments and doctors who treat.',
    national_record: 'Deposit of documents in the national shared record.',
    research: 'Reuse of data for research.',
    secondary_use: 'Follow-up of activity and quality, from data without names.',
    ai_training: 'Development of assisting software, images included.',
  },
  stances: { informed: 'Told', opposed: 'Opposes', lifted: 'Takes the opposition back' },
  ways: { oral: 'In person', written: 'In writing', phone: 'By phone', portal: 'On the portal' },
}
