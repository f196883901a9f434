import { z } from 'zod'
import type { Ctx } from '#app/kernel/ctx.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import type { ConnectionDecision } from '../contract.ts'
import {
  clearFlag,
  describeConnection,
  pauseConnection,
  resumeConnection,
  saveConnection,
  saveExchangeSettings,
} from './keep-connection.server.ts'
import { createToken, revokeToken } from './keep-tokens.server.ts'
import { mapCode } from './map-code.server.ts'
import { replayMessage, replayMessages } from './replay-messages.server.ts'
import { retryMessage, skipMessage } from './resolve-message.server.ts'
import { type ConnectionTest, testConnection } from './test-connection.server.ts'

export type Decided = {
  intent: ConnectionDecision['intent']
  /** Shown once. */
  token?: string
  replayed?: number
  test?: ConnectionTest
}

/** What the technician asked of the page of one connection, by the name of the button. */
export async function decideOnConnection(
  ctx: Ctx,
  connectionId: string,
  decision: ConnectionDecision,
): Promise<Decided> {
  if (!z.uuid().safeParse(connectionId).success)
    throw new DomainError('not_found', 'exchange.connectionNotFound')
  const said = { ...decision, connectionId }
  const { intent } = said
  switch (intent) {
    case 'retry':
      await retryMessage(ctx, said)
      return { intent }
    case 'skip':
      await skipMessage(ctx, said)
      return { intent }
    case 'pause':
      await pauseConnection(ctx, said)
      return { intent }
    case 'resume':
      await resumeConnection(ctx, said)
      return { intent }
    case 'replay':
      return { intent, ...(await replayMessage(ctx, said)) }
    case 'replayRange':
      return { intent, ...(await replayMessages(ctx, said)) }
    case 'clearFlag':
      await clearFlag(ctx, said)
      return { intent }
    case 'map':
      await mapCode(ctx, said)
      return { intent }
    case 'createToken':
      return { intent, ...(await createToken(ctx, said)) }
    case 'revokeToken':
      await revokeToken(ctx, said)
      return { intent }
    case 'test':
      return { intent, test: await testConnection(ctx, said) }
    case 'describe': {
      const { name, sendingApplication, sendingFacility, defaultCharset, patientAuthority, sameDocumentId } =
        said
      await describeConnection(ctx, {
        connectionId,
        name,
        sendingApplication,
        sendingFacility,
        defaultCharset,
        patientAuthority,
        sameDocumentId,
      })
      return { intent }
    }
    case 'save': {
      const { silenceMinutes, mode, loadRate } = said
      await saveConnection(ctx, { connectionId, silenceMinutes, mode, loadRate })
      return { intent }
    }
    case 'saveSettings': {
      const { keepMessagesDays, workingDays, workingFrom, workingUntil } = said
      await saveExchangeSettings(ctx, { keepMessagesDays, workingDays, workingFrom, workingUntil })
      return { intent }
    }
  }
}
