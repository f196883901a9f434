import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { rememberLocale } from '#app/features/identity/index.server.ts'
import { LOCALE_LIST } from '#app/kernel/actor.ts'
import { formOf, safeNext } from '#app/kernel/route.server.ts'

const Choice = z.object({ locale: z.enum(LOCALE_LIST).catch('fr'), next: z.string().optional() })

/** The language of this browser, kept for a year, and of the account of who is signed in. */
export async function action(args: ActionFunctionArgs) {
  const { locale, next } = Choice.parse(await formOf(args.request))
  await rememberLocale(args, locale)
  return redirect(safeNext(next), {
    headers: { 'set-cookie': `locale=${locale}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly` },
  })
}

export const loader = () => redirect('/')
