import { PassThrough } from 'node:stream'
import { createReadableStreamFromReadable, type EntryContext, type LoaderFunctionArgs } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { I18nextProvider } from 'react-i18next'
import type { Locale } from '#app/kernel/actor.ts'
import { SECOND } from '#app/kernel/durations.ts'
import { createI18n } from '#app/kernel/i18n.ts'
import type { LoadContext } from '#app/kernel/load-context.ts'
import { logUnexpected } from '#app/kernel/unexpected.server.ts'
import { catalogueOf } from '#app/shell/catalogues/index.ts'
import { NonceProvider } from '#app/ui/nonce.tsx'

// The one door from main.ts into this bundle, so that one module graph holds the pools.
export { closeHttp, drain, loadContext, mountHttp } from '#app/server/http.server.ts'

/** One for each language and the life of the process: nothing in it belongs to a request. */
const instances = new Map<Locale, ReturnType<typeof createI18n>>()
function textsIn(locale: Locale) {
  const instance = instances.get(locale) ?? createI18n(locale, catalogueOf(locale))
  instances.set(locale, instance)
  return instance
}

/** A bug in a loader, an action or a component, before any of the page was sent. */
export function handleError(error: unknown, { request }: LoaderFunctionArgs) {
  // A form that was sent to a page that takes none is whoever sent it's, not ours.
  if (isRouteErrorResponse(error) && error.status < 500) return
  if (!request.signal.aborted) logUnexpected(error)
}

/** Loaders that stream may take this long before what is missing becomes an error on the page. */
export const streamTimeout = 8 * SECOND

export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  { locale, cspNonce }: LoadContext,
): Promise<Response> {
  const waitsForAll = isbot(request.headers.get('user-agent') ?? '') || remixContext.isSpaMode

  return new Promise((resolve, reject) => {
    let code = status
    let hasShell = false
    const answer = () => {
      hasShell = true
      const body = new PassThrough()
      headers.set('content-type', 'text/html; charset=utf-8')
      resolve(new Response(createReadableStreamFromReadable(body), { status: code, headers }))
      pipe(body)
    }
    const { pipe, abort } = renderToPipeableStream(
      <NonceProvider value={cspNonce}>
        <I18nextProvider i18n={textsIn(locale)}>
          <RemixServer context={remixContext} url={request.url} nonce={cspNonce} />
        </I18nextProvider>
      </NonceProvider>,
      {
        nonce: cspNonce,
        [waitsForAll ? 'onAllReady' : 'onShellReady']: answer,
        onShellError: reject,
        onError(error: unknown) {
          code = 500
          // Before the shell is out, the rejection reaches handleError and is logged there.
          if (hasShell) logUnexpected(error)
        },
      },
    )
    setTimeout(abort, streamTimeout + SECOND)
  })
}
