/** The officers of a region: who of them sees which row is asked again by their pages. */
export const overseersRoom = (regionId: string) => `region:${regionId}:overseers`

export const OVERSIGHT_CHANGED = 'oversight:changed'
