import type { Catalogue } from '#app/kernel/i18n.ts'
import type { fr } from './fr.ts'

export const en: Catalogue<typeof fr> = {
  errors: {
    listNotAllowed: 'Your role does not allow looking up patients.',
    fileNotAllowed: 'Your role does not allow opening a patient file.',
    filingNotAllowed: 'Your role does not allow adding to the record.',
    designationNotAllowed: 'Only clinical staff in front of the patient may record a designation.',
    matchNotAllowed: 'Your role does not allow matching identities.',
    matchTooOften: 'Too many identity matches. Wait five minutes.',
    identityIncomplete:
      'An identity trait is missing: birth name, first given name, local id, or a malformed date or INS.',
    testIdentityRefused: 'This INS is a test number; this region accepts none.',
    documentIncomplete: 'This document cannot be filed: something is missing or its format is not supported.',
    stayIncomplete: 'This stay cannot be recorded: something is missing or malformed.',
    visitOfAnotherPatient: 'This visit number already belongs to another patient.',
    patientNotFound: 'This patient does not exist, or the record is not open to you.',
    fileNotFound: 'This file does not exist in your establishment.',
    entryNotFound: 'This entry does not exist, or is not open to you.',
    documentNotFound: 'This document does not exist, or is not open to you.',
    personNotFound: 'This professional does not work in the region.',
    relationNotFound: 'This access right does not exist, or is not yours.',
  },
}
