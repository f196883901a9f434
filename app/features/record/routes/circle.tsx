import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { changeCircle } from '../commands/change-circle.server.ts'
import { CircleForm } from '../contract.ts'
import { getCareCircle } from '../queries/get-care-circle.server.ts'
import { CirclePage } from '../ui/circle-page.tsx'

export const handle: PageHandle = { title: 'record:circle.title' }

const Done = z.enum(['designated', 'waiting', 'ended', 'left', 'accepted', 'refused']).nullable().catch(null)

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = Done.parse(new URL(args.request.url).searchParams.get('done'))
  const circle = await answer(() => getCareCircle(ctx, args.params.patientId ?? ''))
  return { circle, done, today: ctx.now().toISOString().slice(0, 10) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '' } = args.params
  return submit(args, CircleForm, async (form) => {
    throw redirect(`/patients/${patientId}/circle?done=${await changeCircle(ctx, patientId, form)}`)
  })
}

export default function CircleRoute() {
  return <CirclePage {...useLoaderData<typeof loader>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
