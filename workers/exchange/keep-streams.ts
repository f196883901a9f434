import { wakeStreams } from '#app/features/exchange/commands/replay-messages.server.ts'
import { mailSilence } from '#app/features/exchange/commands/watch-silence.server.ts'
import { MailSilence, RenameUnit, WakeStreams } from '#app/features/exchange/jobs.ts'
import { renameUnit } from '#app/features/record/index.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const wakeStreamsProcessor = defineProcessor(WakeStreams, (ctx, page) => wakeStreams(ctx, page))

export const renameUnitProcessor = defineProcessor(RenameUnit, (ctx, names) => renameUnit(ctx, names))

export const mailSilenceProcessor = defineProcessor(MailSilence, (ctx, of) =>
  mailSilence(ctx, of, engine().identityDb),
)
