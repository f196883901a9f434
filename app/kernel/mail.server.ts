import { outgoingMails } from '#db/schema/mail.ts'
import type { Tx } from '#db/scope.ts'
import type { Locale } from './actor.ts'

/** Templates of mails; texts in `locales`. A mail says that something waits, never what it is about. */
export const MAIL_TEMPLATES = [
  'passwordReset',
  'passwordChanged',
  'newDevice',
  'secondFactorEnrolled',
  'feedSilent',
  'glassBroken',
  'recoveryCodesRenewed',
  'recoveryCodeUsed',
  'invitation',
  'joined',
  'secondFactorReset',
  'secondFactorResetAsked',
  'passkeyAdded',
  'numberTaken',
  'news',
  'newsDigest',
  'supportBegan',
] as const
export type MailTemplate = (typeof MAIL_TEMPLATES)[number]

export type MailIntent = {
  /** Given when the intent may be written again: the same id is the same mail. */
  id?: string
  personId: string
  toAddress: string
  template: MailTemplate
  locale: Locale
  params?: Record<string, string | number>
}

/** Writes the intent in the caller's transaction (of the identity pool); the worker sends it afterwards. */
export async function queueMail(tx: Tx, mail: MailIntent): Promise<void> {
  await tx
    .insert(outgoingMails)
    .values({ ...mail, params: mail.params ?? {} })
    .onConflictDoNothing({ target: outgoingMails.id })
}
