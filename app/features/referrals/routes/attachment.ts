import { Readable } from 'node:stream'
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { openAttachment } from '../queries/open-attachment.server.ts'

const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'image/jpeg': 'jpg',
  'image/png': 'png',
}
// Chromium's PDF reader does not work in a sandbox; nothing else needs to run.
const SHOWN =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"

/** The bytes of a document that went along with a request or its answer. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { referralId = '', documentId = '' } = args.params
  const { content, mediaType, byteLength } = await answer(() =>
    openAttachment(ctx, { referralId, documentId }),
  )
  const known = EXTENSIONS[mediaType]
  const body = content instanceof Readable ? createReadableStreamFromReadable(content) : content
  return new Response(body as BodyInit, {
    headers: {
      'content-type':
        mediaType === 'text/plain'
          ? 'text/plain; charset=utf-8'
          : known
            ? mediaType
            : 'application/octet-stream',
      'content-length': String(byteLength),
      'content-disposition': `${known ? 'inline' : 'attachment'}; filename="document.${known ?? 'bin'}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': mediaType === 'application/pdf' ? SHOWN : `sandbox; ${SHOWN}`,
      'cache-control': 'private, no-store',
    },
  })
}
