import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { CreateFile } from '#app/features/record/contract.ts'
import { createFileToRefer, mayCreateToRefer } from '#app/features/record/index.server.ts'
import { NewPatientPage } from '#app/features/record/ui/index.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'

export const handle: PageHandle = { title: 'referrals:fresh.title' }

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  return answer(async () => {
    if (!(await mayCreateToRefer(ctx))) throw new DomainError('forbidden', 'record.createNotAllowed')
    return { formId: crypto.randomUUID() }
  })
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, CreateFile, async (said) => {
    const created = await createFileToRefer(ctx, said)
    if (created.answer === 'created') throw redirect(`/patients/${created.patientId}/refer`)
    return created.rows
  })
}

/** What was sent keeps its form's id. */
export const shouldRevalidate = () => false

export default function NewPatientToReferRoute() {
  const t = useTexts('referrals')
  const outcome = useActionData<typeof action>()
  const words = { title: t('fresh.title'), hint: t('fresh.hint') }
  return <NewPatientPage {...useLoaderData<typeof loader>()} {...words} outcome={outcome} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
