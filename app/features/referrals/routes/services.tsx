import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { keepService } from '../commands/keep-service.server.ts'
import { ServiceForm } from '../contract.ts'
import { getServices } from '../queries/list-services.server.ts'
import { ServicesPage } from '../ui/services-page.tsx'

export const handle: PageHandle = { title: 'referrals:services.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return { kept: await answer(() => getServices(ctx)) }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, ServiceForm, (said) => keepService(ctx, said))
}

export default function ServicesRoute() {
  return <ServicesPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
