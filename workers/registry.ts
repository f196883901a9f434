import { reactions as exchange } from '#app/features/exchange/reactions.ts'
import { reactions as identity } from '#app/features/identity/reactions.ts'
import { reactions as messaging } from '#app/features/messaging/reactions.ts'
import { reactions as oversight } from '#app/features/oversight/reactions.ts'
import { reactions as record } from '#app/features/record/reactions.ts'
import { reactions as referrals } from '#app/features/referrals/reactions.ts'
import type { Reaction } from '#app/kernel/reactions.ts'
import { drainStreamProcessor } from './exchange/drain-stream.ts'
import { mailSilenceProcessor, renameUnitProcessor, wakeStreamsProcessor } from './exchange/keep-streams.ts'
import { retryUnknownPatientsProcessor } from './exchange/retry-unknown-patients.ts'
import { deliverDocumentProcessor, transmitEntryProcessor } from './exchange/send-documents.ts'
import type { Processor } from './kernel/processor.ts'
import { routeChangeProcessor, tellCircleProcessor, tellDeathProcessor } from './messaging/tell-circle.ts'
import { mailOfficersProcessor } from './oversight/mail-officers.ts'
import { readWordsProcessor } from './record/read-words.ts'
import { tellReadersProcessor } from './record/tell-readers.ts'
import { linkAppointmentProcessor } from './referrals/link-appointment.ts'

/** What the relay turns events into: the reactions of every feature. */
export const reactions: readonly Reaction[] = [
  ...identity,
  ...record,
  ...messaging,
  ...exchange,
  ...oversight,
  ...referrals,
]

/** Who does which job. */
export const processors: readonly Processor[] = [
  drainStreamProcessor,
  retryUnknownPatientsProcessor,
  wakeStreamsProcessor,
  renameUnitProcessor,
  mailSilenceProcessor,
  transmitEntryProcessor,
  deliverDocumentProcessor,
  tellReadersProcessor,
  readWordsProcessor,
  mailOfficersProcessor,
  linkAppointmentProcessor,
  tellCircleProcessor,
  tellDeathProcessor,
  routeChangeProcessor,
]
