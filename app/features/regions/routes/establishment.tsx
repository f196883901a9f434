import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { changeEstablishment } from '../commands/change-establishment.server.ts'
import { EstablishmentForm } from '../contract.ts'
import { getEstablishment } from '../queries/get-establishment.server.ts'
import { DONE, EstablishmentPage } from '../ui/establishment-page.tsx'

export const handle: PageHandle = { title: 'regions:establishment.title' }

const idOf = ({ params }: LoaderFunctionArgs) => {
  const id = z.uuid().safeParse(params.establishmentId)
  if (!id.success) throw new DomainError('not_found', 'regions.establishmentNotFound')
  return id.data
}

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = new URL(args.request.url).searchParams.get('done')
  return answer(async () => ({
    establishment: await getEstablishment(ctx, idOf(args)),
    done: DONE.find((d) => d === done) ?? null,
  }))
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, EstablishmentForm, async (input) => {
    await changeEstablishment(ctx, idOf(args), input)
    throw redirect(`/region/establishments/${args.params.establishmentId}?done=${input.intent}`)
  })
}

export default function EstablishmentRoute() {
  return <EstablishmentPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
