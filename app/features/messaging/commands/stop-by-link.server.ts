import { openStopToken, type StopToken, signInSettings } from '#app/features/identity/index.server.ts'
import { createCtx } from '#app/kernel/ctx.server.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { DomainError } from '#app/kernel/errors.ts'
import { stopMails } from './save-settings.server.ts'

/** What the link in a mail says; nobody but this server can have written it. */
export function readStopLink(token: string): StopToken {
  const said = openStopToken(signInSettings(engine().env), token)
  if (!said) throw new DomainError('not_found', 'messaging.stopLinkUnknown')
  return said
}

/** Whoever holds the link may do this one thing for its person, and reads nothing. */
export async function stopByLink(token: string, requestId: string): Promise<void> {
  const { regionId, personId, kind } = readStopLink(token)
  const ctx = createCtx({
    db: engine().db,
    actor: {
      kind: 'person',
      id: personId,
      role: 'limited',
      establishmentId: null,
      displayName: '',
      grantees: [],
    },
    regionId,
    locale: 'fr',
    requestId,
  })
  await stopMails(ctx, kind)
}
