import { fr as correspondents } from '#app/features/correspondents/locales/fr.ts'
import { fr as exchange } from '#app/features/exchange/locales/fr.ts'
import { fr as identity } from '#app/features/identity/locales/fr.ts'
import { fr as messaging } from '#app/features/messaging/locales/fr.ts'
import { fr as oversight } from '#app/features/oversight/locales/fr.ts'
import { fr as record } from '#app/features/record/locales/fr.ts'
import { fr as referrals } from '#app/features/referrals/locales/fr.ts'
import { fr as regions } from '#app/features/regions/locales/fr.ts'
import { fr as kernel } from '#app/kernel/locales/fr.ts'
import { fr as ui } from '#app/ui/locales/fr.ts'
import { fr as shell } from '../locales/fr.ts'

/** Every French text of the product, by feature. A feature adds its line here and in en.ts. */
export const catalogue = {
  correspondents,
  exchange,
  identity,
  kernel,
  messaging,
  oversight,
  record,
  referrals,
  regions,
  ui,
  shell,
} as const
