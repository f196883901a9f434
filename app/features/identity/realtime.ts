/** One person's open pages, for what concerns their sign-in and not their patients. */
export const supportRoom = (regionId: string, personId: string) => `region:${regionId}:support:${personId}`

export const SUPPORT_CHANGED = 'identity:support'
