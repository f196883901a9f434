import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { enterWithProSanteConnect } from '../commands/enter-with-pro-sante-connect.server.ts'
import { SituationChoice } from '../contract.ts'
import { ProSanteConnectIdentity } from '../pro-sante-connect.ts'
import { describeSituations } from '../queries/describe-situations.server.ts'
import { doorOf, enter, settings } from '../requests.server.ts'
import { clearSealed, readSealed } from '../sealed-cookies.server.ts'
import { SituationsPage } from '../ui/situations-page.tsx'

export const handle: PageHandle = { title: 'identity:psc.title' }

const Kept = z.object({ identity: ProSanteConnectIdentity, next: z.string() })

function keptBy({ request }: LoaderFunctionArgs | ActionFunctionArgs) {
  const kept = readSealed(request.headers.get('cookie'), 'situations', Kept, settings(), new Date())
  if (!kept) throw redirect('/login?reason=pscOver')
  return kept
}

export async function loader(args: LoaderFunctionArgs) {
  const { identity } = keptBy(args)
  return {
    name: `${identity.givenName} ${identity.familyName}`,
    ...(await describeSituations(doorOf(args), identity)),
  }
}

export async function action(args: ActionFunctionArgs) {
  const { identity, next } = keptBy(args)
  return submit(args, SituationChoice, async ({ choice, email }) => {
    const response = enter({
      ...(await enterWithProSanteConnect(doorOf(args), identity, { ...choice, email })),
      returnTo: next,
    })
    response.headers.append('set-cookie', clearSealed('situations', settings()))
    throw response
  })
}

export default function SituationsRoute() {
  return <SituationsPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
