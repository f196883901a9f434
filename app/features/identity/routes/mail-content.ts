import type { LoaderFunctionArgs } from '@remix-run/node'
import { answer } from '#app/kernel/route.server.ts'
import { getMail } from '../queries/list-mails.server.ts'
import { doorOf } from '../requests.server.ts'

// Its own answer and not `srcdoc`: a frame with content of the page inherits the page's CSP, which would
// take the mail's inline styles away.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

export async function loader(args: LoaderFunctionArgs) {
  const { html } = await answer(() => getMail(doorOf(args), args.params.mailId!))
  return new Response(html.replace('<head>', '<head><base target="_top">'), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
  })
}
