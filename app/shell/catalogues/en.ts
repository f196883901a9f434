import { en as correspondents } from '#app/features/correspondents/locales/en.ts'
import { en as exchange } from '#app/features/exchange/locales/en.ts'
import { en as identity } from '#app/features/identity/locales/en.ts'
import { en as messaging } from '#app/features/messaging/locales/en.ts'
import { en as oversight } from '#app/features/oversight/locales/en.ts'
import { en as record } from '#app/features/record/locales/en.ts'
import { en as referrals } from '#app/features/referrals/locales/en.ts'
import { en as regions } from '#app/features/regions/locales/en.ts'
import type { Catalogue } from '#app/kernel/i18n.ts'
import { en as kernel } from '#app/kernel/locales/en.ts'
import { en as ui } from '#app/ui/locales/en.ts'
import { en as shell } from '../locales/en.ts'
import type { catalogue as french } from './fr.ts'

export const catalogue: Catalogue<typeof french> = {
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
}
