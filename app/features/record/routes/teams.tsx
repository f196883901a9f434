import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { closeTeam, foundTeam, renameTeam, setTeamMember } from '../commands/keep-teams.server.ts'
import { TEAM_DONE, TeamForm } from '../contract.ts'
import { listTeams } from '../queries/list-teams.server.ts'
import { TeamsPage } from '../ui/teams-page.tsx'

export const handle: PageHandle = { title: 'record:teams.title' }

const Done = z.enum(TEAM_DONE).nullable().catch(null)

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = Done.parse(new URL(args.request.url).searchParams.get('done'))
  return { ...(await answer(() => listTeams(ctx))), done }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, TeamForm, async (form) => {
    if (form.intent === 'found') await foundTeam(ctx, form)
    else if (form.intent === 'rename') await renameTeam(ctx, form)
    else if (form.intent === 'close') await closeTeam(ctx, form)
    else await setTeamMember(ctx, form)
    throw redirect(`/teams?done=${form.intent}`)
  })
}

export default function TeamsRoute() {
  return <TeamsPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
