import type { Catalogue } from '#app/kernel/i18n.ts'
import type { teamErrorsFr, teamsFr } from './teams-fr.ts'

export const teamsEn: Catalogue<typeof teamsFr> = {
  title: 'Teams',
  hint: 'The consultations and the inpatients of each member make the list “My team”. A team gives no further right.',
  patients: 'Patients of my teams',
  manage: 'Manage teams',
  which: 'Teams',
  name: 'Name of the team',
  nameError: 'Give the team a name.',
  new: 'New team',
  newHint: 'You will be a member of it, and can add your colleagues.',
  found: 'Create the team',
  join: 'Join',
  joinOf: 'Join the team {{team}}',
  leave: 'Leave',
  leaveOf: 'Leave the team {{team}}',
  remove: 'Remove',
  removeOf: 'Remove {{name}} from the team {{team}}',
  colleague: 'Colleague',
  add: 'Add',
  addTo: 'Add to the team {{team}}',
  change: 'Change…',
  changeOf: 'Change the team {{team}}',
  rename: 'Save the name',
  close: 'Delete the team',
  closeText: 'The list of the team disappears for its members. Records and rights stay as they are.',
  empty: 'Nobody is in this team yet.',
  none: 'No team',
  noneText:
    'A team brings together those who follow the same patients: the doctors of a specialty, their secretaries, the nurse coordinator.',
  done: {
    found: 'The team is created.',
    rename: 'The team has a new name.',
    close: 'The team is deleted.',
    member: 'The team is up to date.',
  },
  roles: {
    doctor: 'doctor',
    nurse_coordinator: 'nurse coordinator',
    secretary: 'secretary',
    board_coordinator: 'board coordinator',
  },
}

export const teamErrorsEn: Catalogue<typeof teamErrorsFr> = {
  teamsNotAllowed: 'Your role does not allow seeing teams.',
  teamNotFound: 'This team does not exist in your establishment.',
  teamOfOthers: 'Only members of a team and the establishment’s administrator change it.',
  teamNameTaken: 'A team of your establishment has this name already.',
  tooManyTeams: 'Your establishment has reached the number of teams possible.',
  teamFull: 'This team has reached the number of members possible.',
  colleagueNotFound: 'This person does not work with the patients of your establishment.',
}
