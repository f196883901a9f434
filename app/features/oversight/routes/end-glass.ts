import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { answer, formOf, requireCtx } from '#app/kernel/route.server.ts'
import { endGlass } from '../commands/end-glass.server.ts'
import { EndGlass } from '../contract.ts'

/** "End now", from the banner of any page: away from the patient, whose page would not open again. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const form = EndGlass.safeParse(await formOf(args.request))
  if (form.success) await answer(() => endGlass(ctx, form.data))
  return redirect('/patients')
}
