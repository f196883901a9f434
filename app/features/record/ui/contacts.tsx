import { Anchor } from '@mantine/core'
import { formatPhone } from '#app/kernel/formats.ts'
import { useTexts } from '#app/kernel/i18n.ts'
import { useFormats } from '#app/kernel/use-formats.ts'
import type { CareContacts } from '../queries/find-care-contacts.server.ts'
import classes from './entry-list.module.css'

/** Whom to call: who has treated this patient lately, and the GP. */
export function Contacts({ contacts: { declaredGp, establishments } }: { contacts: CareContacts }) {
  const t = useTexts('record')
  const formats = useFormats()
  if (!declaredGp && establishments.length === 0) {
    return <p className={classes.none}>{t('summary.contactsNone')}</p>
  }
  return (
    <ul className={classes.list}>
      {declaredGp && (
        <li className={classes.item}>
          <div className={classes.first}>
            <span className={classes.title}>{declaredGp}</span>
          </div>
          <div className={classes.second}>{t('summary.declaredGp')}</div>
        </li>
      )}
      {establishments.map((e) => (
        <li key={e.id} className={classes.item}>
          <div className={classes.first}>
            <span className={classes.title}>{e.name}</span>
            {e.phone && (
              <Anchor href={`tel:${e.phone.replace(/[^\d+]/g, '')}`} className={classes.when}>
                {formatPhone(e.phone)}
              </Anchor>
            )}
          </div>
          <div className={classes.second}>
            {[e.doctors.join(', '), t('summary.lastSeen', { date: formats.date(e.lastActivityAt) })]
              .filter(Boolean)
              .join(' · ')}
          </div>
        </li>
      ))}
    </ul>
  )
}
