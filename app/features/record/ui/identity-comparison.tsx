import { useTexts } from '#app/kernel/i18n.ts'
import { IconAlertTriangle, IconCheck } from '#app/ui/icons.ts'
import type { Traits } from '../queries/review-identities.server.ts'
import classes from './identity-comparison.module.css'
import {
  isDifferent,
  OTHER_TRAITS,
  STRICT_TRAITS,
  type TraitName,
  useIdentityWords,
} from './use-identity-words.ts'

type Side = {
  label: string
  traits: Partial<Traits>
  /** Instead of the number, of a patient who has no file here. */
  ins?: 'same' | 'other' | 'none'
}

/** Two identities trait by trait. A difference has a shape, a word and a colour. */
export function IdentityComparison({ left, right }: { left: Side; right: Side }) {
  const t = useTexts('record')
  // What one side cannot say at all is no row.
  const isSaid = (name: TraitName) => name in left.traits && name in right.traits
  const row = (name: TraitName) => <Row key={name} name={name} left={left} right={right} />
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{t('review.caption')}</caption>
      <thead>
        <tr>
          <th scope="col" className={classes.head}>
            {t('review.trait')}
          </th>
          <th scope="col" className={classes.head}>
            {left.label}
          </th>
          <th scope="col" className={classes.head}>
            {right.label}
          </th>
        </tr>
      </thead>
      <tbody>
        {STRICT_TRAITS.filter(isSaid).map(row)}
        {OTHER_TRAITS.filter(isSaid).map(row)}
      </tbody>
    </table>
  )
}

function Row({ name, left, right }: { name: TraitName; left: Side; right: Side }) {
  const t = useTexts('record')
  const words = useIdentityWords()
  const hidden = name === 'insMatricule' && right.ins !== undefined
  const one = words.trait(left.traits, name)
  const other = hidden ? t(`review.ins.${right.ins as 'same'}`) : words.trait(right.traits, name)
  const isCompared = (STRICT_TRAITS as readonly string[]).includes(name)
  const differs = hidden ? right.ins === 'other' && one !== null : isDifferent(one, other)
  const isSame = hidden ? right.ins === 'same' : one !== null && other !== null && !differs
  const shown = (value: string | null) =>
    value ?? <span className={classes.unknown}>{t('review.notSaid')}</span>
  const look = {
    className: classes.cell,
    'data-complementary': !isCompared || undefined,
    'data-differs': (isCompared && differs) || undefined,
  }
  return (
    <tr>
      <th scope="row" className={classes.trait}>
        {t(`review.traits.${name}`)}
        {isCompared && differs && (
          <span className={classes.differs}>
            <IconAlertTriangle size={14} aria-hidden /> {t('review.differs')}
          </span>
        )}
        {isCompared && isSame && (
          <span className={classes.same}>
            <IconCheck size={14} aria-hidden /> {t('review.same')}
          </span>
        )}
      </th>
      <td {...look}>{shown(one)}</td>
      <td {...look}>{shown(other)}</td>
    </tr>
  )
}
