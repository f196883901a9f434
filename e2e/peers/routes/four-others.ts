import type { Who } from '../route-world.ts'
import type { Case } from './case.ts'

/** To whom everything is refused, and who stands for them. The last works in the same house, in another trade or on other patients. */
const FOUR: Record<string, Who[]> = {
  'another region': ['elsewhere', 'elsewhereAdmin'],
  'another establishment': ['neighbour', 'gp', 'officer', 'named', 'leaving', 'breaker'],
  'a stranger': ['nobody'],
  'a wrong role': [
    'technician',
    'vigilance',
    'regionAdmin',
    'establishmentAdmin',
    'officer',
    'doctor',
    'nurse',
    'secretary',
    'colleague',
  ],
}

/** Which of the four a case leaves out without saying why. A stranger is always among them. */
export function missingAmong({ nothing, own }: Case): string[] {
  const left = Object.keys(FOUR).filter((kind) => !FOUR[kind]!.some((who) => nothing.includes(who)))
  return own ? left.filter((kind) => kind === 'a stranger') : left
}
