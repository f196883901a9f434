import type { i18n } from 'i18next'
import { z } from 'zod'
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
type WaitingMail = Pick<typeof outgoingMails.$inferSelect, 'template' | 'locale' | 'params' | 'personId'>

/** Where the mail leads and what stands around it, the two forms in which it is sent, and what programs read. */
export type WrittenMail = Parts & { text: string; html: string; headers: Record<string, string> }

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
  supportBegan: ({ publicUrl }) => `${publicUrl}/account`,
  passkeyAdded: ({ publicUrl }) => `${publicUrl}/account`,
  passwordChanged: ({ publicUrl }) => `${publicUrl}/login/forgot`,
  newDevice: ({ publicUrl }) => `${publicUrl}/account`,
  secondFactorEnrolled: ({ publicUrl }) => `${publicUrl}/account`,
  recoveryCodesRenewed: ({ publicUrl }) => `${publicUrl}/account`,
  recoveryCodeUsed: ({ publicUrl }) => `${publicUrl}/account`,
  glassBroken: ({ publicUrl }, params) => `${publicUrl}/oversight/glass/${String(params.accessId)}`,
  feedSilent: ({ publicUrl }, params) => `${publicUrl}/exchange/${String(params.connectionId)}`,
  numberTaken: ({ publicUrl }) => `${publicUrl}/login`,
  news: ({ publicUrl }, params) => newsLink(publicUrl, newsIn(params)),
  newsDigest: ({ publicUrl }, params) => newsLink(publicUrl, newsIn(params)),
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
  const news = newsIn(mail.params)
  const stop = stopLink(settings, template, mail)

  const parts: Parts = {
    locale,
    subject: t(`mails.${template}.subject`),
    before: [
      t('mails.greeting'),
      t(`mails.${template}.text`, { ...params, count: Number(mail.params.count ?? 0) }),
    ],
    action: t(`mails.${template}.action`),
    link: linkOf[template](settings, mail.params),
    // Nobody's name and nothing of what it is: which patient it leads to is seen after signing in.
    lines:
      news.length < 2
        ? []
        : news.map(({ noticeId, news }, i) => ({
            text: t('mails.newsLine', { rank: i + 1, count: news }),
            link: `${settings.publicUrl}/notices/${noticeId}`,
          })),
    after: [t(`mails.${template}.otherwise`), t('mails.signature')],
    asides: stop
      ? [
          { text: t('mails.why'), link: `${settings.publicUrl}/notices/settings#why` },
          { text: t('mails.stop'), link: stop },
        ]
      : [],
  }
  // RFC 8058: mail programs show a button of their own, which sends a POST without signing anybody in.
  const headers: Record<string, string> = stop
    ? { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
    : {}
  return { ...parts, text: asText(parts), html: asHtml(parts), headers }
}

/** `id:count,id:count`, one for each patient of whom there is something new; ids of notices, not of patients. */
const newsIn = ({ news }: WaitingMail['params']) =>
  String(news ?? '')
    .split(',')
    .filter(Boolean)
    .map((said) => {
      const [noticeId = '', count = '1'] = said.split(':')
      return { noticeId, news: Number(count) }
    })

const newsLink = (publicUrl: string, news: ReturnType<typeof newsIn>) =>
  news.length === 1 ? `${publicUrl}/notices/${news[0]!.noticeId}` : `${publicUrl}/notices`

const STOPPED_BY: Partial<Record<MailTemplate, StopToken['kind']>> = { news: 'mail', newsDigest: 'digest' }

/** Whose mails of which kind a link stops; nobody can make one without the server's key. */
export type StopToken = { regionId: string; personId: string; kind: 'mail' | 'digest' }

const StopToken = z.object({
  use: z.literal('stop'),
  regionId: z.uuid(),
  personId: z.uuid(),
  kind: z.enum(['mail', 'digest']),
})

function stopLink(settings: MailSettings, template: MailTemplate, { personId, params }: WaitingMail) {
  const kind = STOPPED_BY[template]
  if (!kind) return null
  const said = JSON.stringify({ use: 'stop', regionId: params.regionId, personId, kind })
  return `${settings.publicUrl}/unsubscribe/${sealMailToken(settings, said)}`
}

/** Null for whatever this server has not written itself. */
export function openStopToken({ keys }: MailSettings, token: string): StopToken | null {
  try {
    const said = unseal(keys.mail, Buffer.from(token, 'base64url')).toString()
    return StopToken.safeParse(JSON.parse(said)).data ?? null
  } catch {
    return null
  }
}

type Linked = { text: string; link: string }
type Parts = {
  locale: Locale
  subject: string
  before: string[]
  action: string
  link: string
  lines: Linked[]
  after: string[]
  /** In small letters, below. */
  asides: Linked[]
}

const asText = ({ before, action, link, lines, after, asides }: Parts) => {
  const linked = (some: Linked[]) => some.map(({ text, link }) => `${text}\n${link}`)
  return [...before, `${action}\n${link}`, ...linked(lines), ...after, ...linked(asides)].join('\n\n')
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** One column, no pictures, nothing loaded from elsewhere: readable in any mail program. */
function asHtml({ locale, subject, before, action, link, lines, after, asides }: Parts): string {
  const p = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  const a = ({ text, link }: Linked) =>
    `<a href="${escapeHtml(link)}" style="color:#0b5f64">${escapeHtml(text)}</a>`
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;background:#f6f8f8;color:#1d272c;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:28px;background:#fff;border:1px solid #e3e8e9;border-radius:8px">
<p style="margin:0 0 20px;font-weight:700;font-size:18px;color:#0b5f64">Cordée</p>
${before.map(p).join('\n')}
<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="display:inline-block;padding:10px 18px;background:#0b5f64;color:#fff;text-decoration:none;border-radius:5px;font-weight:600">${escapeHtml(action)}</a></p>
${lines.map((line) => `<p style="margin:0 0 8px">${a(line)}</p>`).join('\n')}
${after.map(p).join('\n')}
${asides.length > 0 ? `<p style="margin:24px 0 0;font-size:13px;color:#5b686d">${asides.map(a).join(' · ')}</p>` : ''}
</div></body></html>`
}
