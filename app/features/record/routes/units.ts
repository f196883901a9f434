import type { ActionFunctionArgs } from '@remix-run/node'
import { requireCtx, submit } from '#app/kernel/route.server.ts'
import { joinUnit } from '../commands/join-unit.server.ts'
import { JoinUnit } from '../contract.ts'

/** The units one works in, from the list of one's patients. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, JoinUnit, (said) => joinUnit(ctx, said))
}
