import type { ActionFunctionArgs } from '@remix-run/node'
import { isDomainError } from '#app/kernel/errors.ts'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { receiveUpload } from '../commands/receive-upload.server.ts'

/** The bytes of one file as the request's own body, so that they pass through as they come. */
export async function action(args: ActionFunctionArgs) {
  const ctx = requireCtx(args)
  const { body } = args.request
  return answer(async () => {
    try {
      const source = (body ?? []) as unknown as AsyncIterable<Uint8Array>
      return Response.json({ ok: true, ...(await receiveUpload(ctx, args.params.patientId!, source)) })
    } catch (error) {
      if (!isDomainError(error)) throw error
      const { reason, details, status } = error
      return Response.json({ ok: false, reason, details }, { status })
    }
  })
}
