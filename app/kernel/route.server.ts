import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { z } from 'zod'
import type { Ctx } from './ctx.server.ts'
import { isDomainError } from './errors.ts'
import { currentRequestId } from './timing.server.ts'
import { logUnexpected } from './unexpected.server.ts'

type Args = LoaderFunctionArgs | ActionFunctionArgs

export type FieldErrors = Record<string, string[]>

/** What a form shows after `submit`: field errors, a refusal, or the command's answer. */
export type Outcome<T = unknown> =
  | { ok: true; value: T }
  | { ok: false; fields: FieldErrors }
  | { ok: false; reason: string; details: Record<string, string | number> }

/**
 * The request's context, made once by `app/server`. Without one, to the page where it is made, and back:
 * signing in, choosing where to work for who is signed in already, or accepting the region's charter.
 */
export function requireCtx({ context, request }: Args): Ctx {
  if (context.ctx) {
    // The support sees, and sends nothing in somebody's name. (SEC-06)
    if (context.ctx.actor.actingBy && !['GET', 'HEAD'].includes(request.method))
      throw data({ reason: 'kernel.supportOnlyReads', details: {} }, { status: 403 })
    return context.ctx
  }
  const page = context.session?.mustAcceptCharter ? '/charter' : context.session ? '/work-context' : '/login'
  const { pathname, search } = new URL(request.url)
  const next = `${pathname.replace(/\.data$/, '').replace(/^\/_root$/, '/')}${search}`
  throw redirect(next === '/' ? page : `${page}?next=${encodeURIComponent(next)}`)
}

/**
 * Turns refusals into responses the error boundary knows. A bug is logged here and becomes a 500 with the
 * reference under which it was logged: after a move within the page, nothing else would carry it.
 */
export async function answer<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Response) throw error
    if (isDomainError(error))
      throw data({ reason: error.reason, details: error.details }, { status: error.status })
    throw unexpected(error)
  }
}

/**
 * The fields of a form. What is no form is refused and no fault of ours; NUL, which nobody types and Postgres takes in
 * no text, is left out.
 */
export async function formOf(request: Request): Promise<Record<string, FormDataEntryValue>> {
  const form = await request.formData().catch(() => {
    throw data({ reason: 'kernel.requestUnreadable', details: {} }, { status: 400 })
  })
  const fields = [...form].map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replaceAll('\0', '') : value,
  ])
  return Object.fromEntries(fields)
}

/**
 * Parses the form, runs the command, and answers with field errors or a refusal the form can show.
 * A form stays on screen for both, so neither is thrown.
 */
export async function submit<S extends z.ZodType, T>(
  { request }: Args,
  schema: S,
  command: (input: z.infer<S>) => Promise<T>,
) {
  const parsed = schema.safeParse(await formOf(request))
  if (!parsed.success) {
    return data({ ok: false as const, fields: z.flattenError(parsed.error).fieldErrors as FieldErrors }, 422)
  }
  try {
    return data({ ok: true as const, value: await command(parsed.data) })
  } catch (error) {
    if (error instanceof Response) throw error
    if (!isDomainError(error)) throw unexpected(error)
    return data({ ok: false as const, reason: error.reason, details: error.details }, error.status)
  }
}

/** Redirects only within the product: `next` comes from the address bar. */
export function safeNext(next: unknown, otherwise = '/'): string {
  if (typeof next !== 'string' || !/^\/(?![/\\])/.test(next)) return otherwise
  const url = new URL(next, 'http://cordee.invalid')
  return url.host === 'cordee.invalid' ? url.pathname + url.search + url.hash : otherwise
}

function unexpected(error: unknown) {
  logUnexpected(error)
  const reference = currentRequestId() ?? ''
  return data({ reason: 'kernel.unexpected', details: { reference } }, { status: 500 })
}
