import type { Catalogue } from '#app/kernel/i18n.ts'
import type { readingFr } from './reading-fr.ts'

export const readingEn: Catalogue<typeof readingFr> = {
  notices: {
    title: 'To know',
    hint: 'What you have read and has changed since.',
    unread: 'To read',
    read: 'I have taken note',
    readAll: 'Take note of all',
    openNewer: 'Open the new version',
    openOld: 'See what I read',
    reasons: {
      replaced: 'Replaced by a new version:',
      withdrawn: 'Withdrawn by its sender:',
      moved: 'Filed in this record by mistake, then moved:',
      entered_in_error: 'Marked as entered in error:',
    },
    patientGone: 'A patient whose record is no longer open to you',
    entryGone: 'an entry that is no longer open to you',
    none: 'Nothing to report',
    noneText:
      'When a document or result that you have read is corrected, withdrawn or moved, you read it here.',
  },
}
