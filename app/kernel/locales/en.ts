import type { Catalogue } from '../i18n.ts'
import type { fr } from './fr.ts'

export const en: Catalogue<typeof fr> = {
  errors: {
    scanUnavailable: 'The virus scanner does not answer: nothing was kept. Try again in a moment.',
    supportOnlyReads: 'While helping somebody nothing is changed and no patient’s record opens.',
    refused: 'The request could not be carried out.',
    unexpected: 'Something went wrong on our side.',
    pageNotFound: 'This address leads to no page.',
    requestUnreadable: 'This request cannot be read. Reload the page, then try again.',
    requestFromElsewhere: 'This request does not come from Cordée. Reload the page, then try again.',
  },
  boundary: {
    notFound: 'Page not found',
    notFoundText:
      'It does not exist, or is not open to you. Check the address, or search for the patient by name, INS or birth date.',
    forbidden: 'Access not permitted',
    forbiddenText:
      'Your role in this establishment does not allow this page. Switch establishment, or ask its administrator for this right.',
    conflict: 'Changed in the meantime',
    conflictText: 'Nothing is lost. Reload the page to see the current version, then try again.',
    rateLimited: 'Too many requests',
    rateLimitedText: 'Wait a minute, then try again.',
    unavailable: 'Service unavailable for the moment',
    unavailableText: 'Nothing is lost. Try again in a moment.',
    unexpected: 'Something went wrong',
    unexpectedText:
      'It is on our side. What was saved is still saved. Try again; if it happens again, give this reference to support.',
    reference: 'Reference',
    retry: 'Reload the page',
    home: 'Back to home',
  },
}
