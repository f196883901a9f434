import { deliverDocument, transmitEntry } from '#app/features/exchange/commands/deliver-document.server.ts'
import { DeliverDocument, TransmitEntry } from '#app/features/exchange/jobs.ts'
import { defineProcessor } from '../kernel/processor.ts'

export const transmitEntryProcessor = defineProcessor(TransmitEntry, (ctx, of) => transmitEntry(ctx, of))

export const deliverDocumentProcessor = defineProcessor(DeliverDocument, (ctx, of) =>
  deliverDocument(ctx, of),
)
