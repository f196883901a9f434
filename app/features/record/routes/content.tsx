import { Readable } from 'node:stream'
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { openDocument } from '../queries/open-document.server.ts'

const EXTENSIONS: Record<string, string> = {
  'application/pdf': 'pdf',
  'text/xml': 'xml',
  'text/plain': 'txt',
  'image/jpeg': 'jpg',
  'image/png': 'png',
}
// Framed by our own page only. Chromium's PDF reader does not work in a sandbox; nothing else needs to run.
const FRAMED =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; object-src 'self'; frame-ancestors 'self'"

/** The bytes of a document, to show; with `?original` as they came in, with `?save` as shown, to file elsewhere. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const { patientId = '', entryId = '' } = args.params
  const params = new URL(args.request.url).searchParams
  const isOriginal = params.has('original')
  const isSaved = params.has('save')
  const part = params.get('part')
  const { content, mediaType, byteLength } = await answer(() =>
    openDocument(ctx, { patientId, entryId, isOriginal, isSaved, part }),
  )
  const known = EXTENSIONS[mediaType]
  const isShown = known !== undefined && mediaType !== 'text/xml' && !isOriginal && !isSaved
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
      'content-disposition': `${isShown ? 'inline' : 'attachment'}; filename="document.${known ?? 'bin'}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': mediaType === 'application/pdf' ? FRAMED : `sandbox; ${FRAMED}`,
      'cache-control': 'private, no-store',
    },
  })
}
