import { type ActionFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import { LOCALE_LIST } from '#app/kernel/actor.ts'
import { safeNext } from '#app/kernel/route.server.ts'

const Choice = z.object({ locale: z.enum(LOCALE_LIST).catch('fr'), next: z.string().optional() })

/** The language of this browser, kept for a year; also before anyone has signed in. */
export async function action({ request }: ActionFunctionArgs) {
  const { locale, next } = Choice.parse(Object.fromEntries(await request.formData()))
  return redirect(safeNext(next), {
    headers: { 'set-cookie': `locale=${locale}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly` },
  })
}

export const loader = () => redirect('/')
