import { useTexts } from '#app/kernel/i18n.ts'
import { PostForm } from '#app/ui/post-form.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { SubmitButton } from '#app/ui/submit-button.tsx'
import type { ConnectionPage } from '../queries/get-connection.server.ts'
import classes from './connection-page.module.css'
import { useWords } from './use-words.ts'

/** What the sender should mend, most frequent first. Its messages were taken all the same. */
export function FlagList({ flags, mayResolve }: Pick<ConnectionPage, 'flags'> & { mayResolve: boolean }) {
  const t = useTexts('exchange')
  const words = useWords()
  if (flags.length === 0) return <p className={classes.dim}>{t('noFlag')}</p>
  return (
    <section aria-label={t('flags')}>
      <strong>{t('flags')}</strong>
      <ul className={classes.plain}>
        {flags.map(({ code, occurrences, lastAt, lastControlId }) => (
          <li key={code} className={classes.line}>
            <span className={classes.grow}>
              {words.flag(code)}
              <br />
              <span className={classes.dim}>
                {t('flagSeen', { count: occurrences })} · <RelativeTime at={lastAt} /> · MSH-10{' '}
                {lastControlId}
              </span>
            </span>
            {mayResolve && (
              <PostForm>
                <input type="hidden" name="code" value={code} />
                <SubmitButton
                  name="intent"
                  value="clearFlag"
                  size="compact-xs"
                  variant="subtle"
                  aria-label={`${t('clearFlag')}\u00A0: ${words.flag(code)}`}
                >
                  {t('clearFlag')}
                </SubmitButton>
              </PostForm>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
