import type { LoaderFunctionArgs } from '@remix-run/node'
import { answer, requireCtx } from '#app/kernel/route.server.ts'
import { accessLogFile } from '../access-log-file.server.ts'
import { writeAccessLog } from '../commands/write-access-log.server.ts'
import { LogQuery } from '../contract.ts'

/** The same log as a file for a spreadsheet. Its name says nothing of whom it is about. */
export async function loader(args: LoaderFunctionArgs) {
  const ctx = requireCtx(args)
  const period = LogQuery.parse(Object.fromEntries(new URL(args.request.url).searchParams))
  const log = await answer(() => writeAccessLog(ctx, args.params.patientId ?? '', 'export', period))
  return new Response(accessLogFile(log, ctx.locale, args.context.session?.timeZone), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="journal-${log.from}-${log.to}.csv"`,
      'cache-control': 'no-store',
    },
  })
}
