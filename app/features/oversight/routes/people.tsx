import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { useActionData } from '@remix-run/react'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { FindPatients } from '../contract.ts'
import { canOversee } from '../policy.ts'
import { findPatients } from '../queries/watched-patient.server.ts'
import { PeoplePage } from '../ui/people-page.tsx'

export const handle: PageHandle = { title: 'oversight:people.title' }

export async function loader(args: LoaderFunctionArgs) {
  const { actor } = requireCtx(args)
  return answer(async () => {
    if (!canOversee(actor)) throw new DomainError('forbidden', 'oversight.notAllowed')
    return null
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, FindPatients, (asked) => findPatients(ctx, asked))
}

export default function PeopleRoute() {
  const outcome = useActionData<typeof action>()
  return <PeoplePage outcome={outcome} found={outcome?.ok ? outcome.value : null} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
