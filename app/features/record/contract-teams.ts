import { z } from 'zod'

// Who looks after patients together. A team gives no right: its list is of patients whom all of the house may open.

export const MAX_TEAMS = 200
export const MAX_TEAM_MEMBERS = 100

const name = z.string().trim().min(1).max(80)
const tick = z.enum(['true', 'false']).transform((value) => value === 'true')

export const TeamForm = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('found'), name }),
  z.object({ intent: z.literal('rename'), teamId: z.uuid(), name }),
  z.object({ intent: z.literal('close'), teamId: z.uuid() }),
  z.object({ intent: z.literal('member'), teamId: z.uuid(), personId: z.uuid(), isMember: tick }),
])
export type TeamForm = z.infer<typeof TeamForm>
export const TEAM_DONE = ['found', 'rename', 'close', 'member'] as const
