import { EntryContributed, FileChanged } from '#app/features/record/contract.ts'
import { defineReaction, request } from '#app/kernel/reactions.ts'
import {
  ConnectionFellSilent,
  InboxMoved,
  MessageReceived,
  OutboundDue,
  OutboundMoved,
  StreamsWaiting,
  UnitMapped,
} from './contract.ts'
import {
  DeliverDocument,
  DrainStream,
  MailSilence,
  RenameUnit,
  RetryUnknownPatients,
  TransmitEntry,
  WakeStreams,
} from './jobs.ts'
import { EXCHANGE_CHANGED, exchangeRoom } from './realtime.ts'

const changed = (origin: { regionId: string; establishmentId: string | null }, connectionId: string) =>
  origin.establishmentId
    ? [
        {
          room: exchangeRoom(origin.regionId, origin.establishmentId),
          name: EXCHANGE_CHANGED,
          ids: { connectionId },
        },
      ]
    : []

export const reactions = [
  defineReaction(MessageReceived, {
    jobs: ({ connectionId, stream }) => [request(DrainStream, { connectionId, stream })],
    hints: ({ connectionId }, origin) => changed(origin, connectionId),
  }),
  defineReaction(InboxMoved, { hints: ({ connectionId }, origin) => changed(origin, connectionId) }),
  defineReaction(StreamsWaiting, {
    jobs: ({ connectionId, after }) => [request(WakeStreams, { connectionId, after })],
    hints: ({ connectionId }, origin) => changed(origin, connectionId),
  }),
  defineReaction(UnitMapped, { jobs: ({ former, name }) => [request(RenameUnit, { former, name })] }),
  defineReaction(ConnectionFellSilent, {
    jobs: ({ connectionId }) => [request(MailSilence, { connectionId })],
    hints: ({ connectionId }, origin) => changed(origin, connectionId),
  }),
  defineReaction(EntryContributed, {
    jobs: ({ entryId, establishmentId }) => [request(TransmitEntry, { entryId, establishmentId })],
  }),
  defineReaction(OutboundDue, {
    jobs: ({ messageId, establishmentId }) => [request(DeliverDocument, { messageId, establishmentId })],
    hints: (_, origin) => changed(origin, 'outbound'),
  }),
  defineReaction(OutboundMoved, { hints: (_, origin) => changed(origin, 'outbound') }),
  defineReaction(FileChanged, {
    jobs: ({ fileId, isNew }) => (isNew ? [request(RetryUnknownPatients, { fileId })] : []),
  }),
]
