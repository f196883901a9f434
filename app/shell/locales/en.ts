import type { Catalogue } from '#app/kernel/i18n.ts'
import type { fr } from './fr.ts'

export const en: Catalogue<typeof fr> = {
  skip: 'Skip to content',
  demo: 'Demonstration — fictitious patients',
  nav: {
    label: 'Main navigation',
    today: 'Today',
    patients: 'Patients',
    exchange: 'Exchange',
    region: 'Region',
    collapse: 'Collapse the menu',
    expand: 'Expand the menu',
  },
  search: {
    label: 'Search for a patient',
    placeholder: 'Name, INS, local ID, birth date',
    shortcut: 'Ctrl K',
    hint: 'Enter to see all results',
    none: 'No patient found among those open to you',
  },
  workContext: {
    current: 'You work in',
    change: 'Work in',
    roles: {
      region_admin: 'Region administrator',
      establishment_admin: 'Establishment administrator',
      doctor: 'Doctor',
      nurse_coordinator: 'Nurse coordinator',
      secretary: 'Medical secretary',
      board_coordinator: 'Tumour board coordinator',
      interface_technician: 'Interface technician',
      identity_vigilance: 'Identity vigilance',
      privacy_officer: 'Privacy officer',
    },
  },
  account: {
    label: 'My account',
    signIns: 'My sign-ins',
    language: 'Language',
    french: 'Français',
    english: 'English',
    appearance: 'Appearance',
    light: 'Light',
    dark: 'Dark',
    auto: 'System',
    signOut: 'Sign out',
  },
  home: {
    title: 'Today',
    greeting: 'Hello {{name}}',
    nothing: 'Nothing is waiting here',
    nothingText: 'The patients, results and tasks of your day appear on this page.',
  },
}
