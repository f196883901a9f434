import type { i18n } from 'i18next'
import { LOCALE_LIST, type Locale } from '#app/kernel/actor.ts'
import { DAY, MINUTE } from '#app/kernel/durations.ts'
import { createI18n } from '#app/kernel/i18n.ts'
import { MAIL_TEMPLATES, type MailTemplate } from '#app/kernel/mail.server.ts'
import { seal, unseal } from '#app/kernel/secrets.server.ts'
import type { outgoingMails } from '#db/schema/mail.ts'
import { en } from './locales/en.ts'
import { fr } from './locales/fr.ts'
import { INVITATION_LIFE, RESET_LIFE } from './rules.ts'
import type { SignInSettings } from './sign-in-ctx.server.ts'

type MailSettings = Pick<SignInSettings, 'publicUrl'> & { keys: Pick<SignInSettings['keys'], 'mail'> }
type WaitingMail = Pick<typeof outgoingMails.$inferSelect, 'template' | 'locale' | 'params'>

/** Where the mail leads and what stands around it, and the two forms in which it is sent. */
export type WrittenMail = Parts & { text: string; html: string }

/** A link's token waits in the mail's row until it is sent: sealed, so that reading the table opens nothing. */
export const sealMailToken = ({ keys }: MailSettings, token: string) =>
  seal(keys.mail, Buffer.from(token)).toString('base64url')

const openToken = ({ keys }: MailSettings, params: WaitingMail['params']) =>
  unseal(keys.mail, Buffer.from(String(params.token), 'base64url')).toString()

const linkOf: Record<MailTemplate, (settings: MailSettings, params: WaitingMail['params']) => string> = {
  passwordReset: (settings, params) => `${settings.publicUrl}/login/reset/${openToken(settings, params)}`,
  invitation: (settings, params) => `${settings.publicUrl}/invitation/${openToken(settings, params)}`,
  joined: ({ publicUrl }) => `${publicUrl}/work-context`,
  secondFactorReset: ({ publicUrl }) => `${publicUrl}/login`,
  secondFactorResetAsked: ({ publicUrl }) => `${publicUrl}/login`,
  passkeyAdded: ({ publicUrl }) => `${publicUrl}/account`,
  passwordChanged: ({ publicUrl }) => `${publicUrl}/login/forgot`,
  newDevice: ({ publicUrl }) => `${publicUrl}/account`,
  secondFactorEnrolled: ({ publicUrl }) => `${publicUrl}/account`,
  recoveryCodesRenewed: ({ publicUrl }) => `${publicUrl}/account`,
  recoveryCodeUsed: ({ publicUrl }) => `${publicUrl}/account`,
  glassBroken: ({ publicUrl }, params) => `${publicUrl}/oversight/glass/${String(params.accessId)}`,
  feedSilent: ({ publicUrl }, params) => `${publicUrl}/exchange/${String(params.connectionId)}`,
}

const texts: Partial<Record<Locale, i18n>> = {}

/** A mail in the recipient's language. It says that something happened at the door, never anything else. */
export function writeMail(settings: MailSettings, mail: WaitingMail): WrittenMail {
  const template = MAIL_TEMPLATES.find((t) => t === mail.template)
  if (!template) throw new Error(`no such mail: ${mail.template}`)
  const locale = LOCALE_LIST.find((l) => l === mail.locale) ?? 'fr'
  texts[locale] ??= createI18n(locale, { identity: locale === 'en' ? en : fr })
  const t = texts[locale].getFixedT(locale, 'identity')
  const params = { minutes: RESET_LIFE / MINUTE, days: INVITATION_LIFE / DAY, name: '', ...mail.params }

  const parts: Parts = {
    locale,
    subject: t(`mails.${template}.subject`),
    before: [t('mails.greeting'), t(`mails.${template}.text`, params)],
    action: t(`mails.${template}.action`),
    link: linkOf[template](settings, mail.params),
    after: [t(`mails.${template}.otherwise`), t('mails.signature')],
  }
  return { ...parts, text: asText(parts), html: asHtml(parts) }
}

type Parts = {
  locale: Locale
  subject: string
  before: string[]
  action: string
  link: string
  after: string[]
}

const asText = ({ before, action, link, after }: Parts) =>
  [...before, `${action}\n${link}`, ...after].join('\n\n')

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** One column, no pictures, nothing loaded from elsewhere: readable in any mail program. */
function asHtml({ locale, subject, before, action, link, after }: Parts): string {
  const p = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f6f8f8;color:#1d272c;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:28px;background:#fff;border:1px solid #e3e8e9;border-radius:8px">
<p style="margin:0 0 20px;font-weight:700;font-size:18px;color:#0b5f64">Cordée</p>
${before.map(p).join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:10px 18px;background:#0b5f64;color:#fff;text-decoration:none;border-radius:5px;font-weight:600">${escapeHtml(action)}</a></p>
${after.map(p).join('\n')}
</div></body></html>`
}
