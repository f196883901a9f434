import type { Catalogue } from '#app/kernel/i18n.ts'
import type { fr } from './fr.ts'

export const en: Catalogue<typeof fr> = {
  title: 'Region',
  intro: 'Time zone {{timeZone}}, code {{code}}',
  testRegion: 'Test region: no real identity',
  figures: {
    establishments: 'Open establishments',
    professionals: 'Professionals at work',
    waiting: 'Events waiting',
    parked: 'Events set aside',
    moreThan: 'More than {{number}}',
  },
  flow: {
    title: 'Flow of events',
    fine: 'Everything flows',
    stalled: 'Nothing has left for more than five minutes',
    stalledText:
      'The oldest event that waits happened {{since}}. Tell the operator: nothing is notified or filed meanwhile. Nothing is lost.',
    parked: 'To retry',
    parkedText:
      'These events failed ten times and hold nothing back. Retry them once the cause is mended: what follows from them is done once only.',
    parkedMore: 'Only the last 100 are shown.',
    event: 'Event',
    establishment: 'Establishment',
    createdAt: 'Happened',
    parkedAt: 'Set aside',
    lastError: 'Last failure',
    act: 'Action',
    retry: 'Retry',
    retried: 'The event is being retried.',
  },
  establishments: {
    title: 'Establishments',
    search: 'Search for an establishment',
    filter: 'Search',
    placeholder: 'Name, town or FINESS',
    submit: 'Search',
    name: 'Establishment',
    kind: 'Kind',
    city: 'Town',
    finess: 'FINESS',
    members: 'Professionals',
    none: 'No establishment found',
    noneText: 'Check the name, the town or the FINESS number.',
    kinds: {
      hospital: 'Hospital',
      cancer_centre: 'Cancer centre',
      clinic: 'Clinic',
      radiology_centre: 'Imaging centre',
      practice: 'Practice',
      laboratory: 'Laboratory',
      coordination: 'Regional coordination',
    },
  },
  errors: {
    regionNotAllowed: 'Only the region’s administrators see this page.',
    listNotAllowed: 'The list of establishments is for professionals.',
    retryNotAllowed: 'Only the region’s administrators retry an event.',
    eventNotParked: 'This event is no longer set aside. Reload the page.',
  },
}
