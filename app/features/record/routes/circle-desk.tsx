import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { keepRelationSettings } from '../commands/keep-relation-settings.server.ts'
import { settleQuestion } from '../commands/settle-question.server.ts'
import { RelationSettings, SettleQuestion } from '../contract.ts'
import { canSetRelations } from '../policy.ts'
import { getCircleDesk } from '../queries/list-circle-questions.server.ts'
import { CircleDeskPage } from '../ui/circle-desk-page.tsx'

export const handle: PageHandle = { title: 'record:desk.title' }

const Done = z.enum(['accepted', 'refused', 'saved']).nullable().catch(null)

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = Done.parse(new URL(args.request.url).searchParams.get('done'))
  return { desk: await answer(() => getCircleDesk(ctx)), done }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  if (canSetRelations(ctx.actor)) {
    return submit(args, RelationSettings, async (said) => {
      await keepRelationSettings(ctx, said)
      throw redirect('/circle?done=saved')
    })
  }
  return submit(args, SettleQuestion, async (said) => {
    await settleQuestion(ctx, said)
    throw redirect(`/circle?done=${said.answer === 'accept' ? 'accepted' : 'refused'}`)
  })
}

export default function CircleDeskRoute() {
  return <CircleDeskPage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
