import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { addEstablishment } from '../commands/add-establishment.server.ts'
import { AddEstablishment } from '../contract.ts'
import { canAdministerRegion } from '../policy.ts'
import { NewEstablishmentPage } from '../ui/new-establishment-page.tsx'

export const handle: PageHandle = { title: 'regions:add.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { actor } = requireCtx(args)
  return answer(async () => {
    if (!canAdministerRegion(actor)) throw new DomainError('forbidden', 'regions.regionNotAllowed')
    return null
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, AddEstablishment, async (input) => {
    const { establishmentId } = await addEstablishment(ctx, input)
    throw redirect(`/region/establishments/${establishmentId}?done=add`)
  })
}

export default function NewEstablishmentRoute() {
  return <NewEstablishmentPage outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
