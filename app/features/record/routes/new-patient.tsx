import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { DomainError } from '#app/kernel/errors.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { createFile } from '../commands/create-file.server.ts'
import { CreateFile } from '../contract.ts'
import { canCreateFiles } from '../policy.ts'
import { NewPatientPage } from '../ui/new-patient-page.tsx'

export const handle: PageHandle = { title: 'record:newPatient.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(async () => {
    if (!canCreateFiles(ctx.actor)) throw new DomainError('forbidden', 'record.createNotAllowed')
    return { formId: crypto.randomUUID() }
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, CreateFile, async (said) => {
    const created = await createFile(ctx, said)
    if (created.answer === 'created') throw redirect(`/patients/${created.patientId}`)
    return created.rows
  })
}

/** What was sent keeps its form's id. */
export const shouldRevalidate = () => false

export default function NewPatientRoute() {
  return <NewPatientPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
