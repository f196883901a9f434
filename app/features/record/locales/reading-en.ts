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
  find: {
    tab: 'Search',
    title: 'Search in the record',
    label: 'Search in this record',
    placeholder: 'Words or "exact phrase"',
    submit: 'Search',
    hint: 'Titles, reports, results and notes. Accents do not matter; the beginning of a word is enough; a phrase in quotation marks is looked for as it is; a word after - is left out.',
    kinds: 'Filter by kind',
    establishments: 'Filter by establishment',
    author: 'Author',
    anyAuthor: 'All authors',
    from: 'From',
    to: 'To',
    apply: 'Apply',
    count_one: '{{count}} entry found',
    count_other: '{{count}} entries found',
    more: 'See more',
    start: 'What are you looking for in this record?',
    none: 'Nothing found',
    noneText:
      'No entry of this record that is open to you holds these words. Try another word, or a single one.',
    noneFiltered: 'No entry answers to these filters. Take one away to see the rest.',
    tooShort: 'Search too short',
    tooShortText: 'Type at least two letters of a word to find.',
    back: 'Back to the results',
  },
}
