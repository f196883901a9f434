import { type ActionFunctionArgs, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { engine } from '#app/kernel/engine.server.ts'
import { newsGatherMs } from '#app/kernel/env.server.ts'
import type { PageHandle } from '#app/kernel/page-title.ts'
import { answer, requireCtx, submit } from '#app/kernel/route.server.ts'
import { mutePatient, saveSettings } from '../commands/save-settings.server.ts'
import { SettingsForm } from '../contract.ts'
import { getSettings } from '../queries/get-settings.server.ts'
import { SettingsPage } from '../ui/settings-page.tsx'

export const handle: PageHandle = { title: 'messaging:settings.title' }

const Done = z.enum(['saved', 'muted', 'unmuted']).nullable().catch(null)

export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const done = Done.parse(new URL(args.request.url).searchParams.get('done'))
  return { settings: await answer(() => getSettings(ctx)), done }
}

export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  return submit(args, SettingsForm, async (form) => {
    if (form.intent === 'save') await saveSettings(ctx, form, newsGatherMs(engine().env))
    else await mutePatient(ctx, { patientId: form.patientId, isMuted: form.intent === 'mute' })
    throw redirect(`/notices/settings?done=${DONE[form.intent]}`)
  })
}

const DONE = { save: 'saved', mute: 'muted', unmute: 'unmuted' } as const

export default function SettingsRoute() {
  return <SettingsPage {...useLoaderData<typeof loader>()} outcome={useActionData<typeof action>()} />
}

export { FeatureErrorBoundary as ErrorBoundary } from '#app/kernel/error-boundary.tsx'
