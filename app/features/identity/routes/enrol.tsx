import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { submit } from '#app/kernel/route.server.ts'
import { checkSecondFactor } from '../commands/check-second-factor.server.ts'
import { SecondFactorCode } from '../contract.ts'
import { getEnrolment } from '../queries/get-enrolment.server.ts'
import { doorOf, enter, stepTokenOf } from '../requests.server.ts'
import { EnrolPage } from '../ui/enrol-page.tsx'

export const handle: PageHandle = { title: 'identity:enrol.title' }

export async function loader(args: LoaderFunctionArgs) {
  const door = doorOf(args)
  const enrolment = await getEnrolment(door, stepTokenOf(door))
  if (!enrolment) throw redirect('/login')
  return enrolment
}

export async function action(args: ActionFunctionArgs) {
  const door = doorOf(args)
  return submit(args, SecondFactorCode, async ({ code }) => {
    throw enter(await checkSecondFactor(door, { stepToken: stepTokenOf(door), code }))
  })
}

export default function EnrolRoute() {
  return <EnrolPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
