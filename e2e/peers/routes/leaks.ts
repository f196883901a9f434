import { type Who, WITNESS } from '../route-world.ts'
import type { Ask } from './case.ts'
import { ask, asOther, type WalkedProduct } from './walked-product.ts'

export const methodOf = (route: string) => route.split(' ')[0]!

/** As an address that is opened, and as an open page fetches it. A document's bytes are one answer. */
export const variantsOf = (route: string): ('page' | 'data')[] =>
  methodOf(route) === 'GET' && !route.endsWith('/content') ? ['page', 'data'] : ['page']

export const isShown = ({ world }: WalkedProduct, text: string, finds: Ask['finds']) =>
  finds instanceof RegExp ? finds.test(text) : text.includes(typeof finds === 'string' ? finds : finds(world))

/** Who of those who may not was shown something, and how. Empty where the walls stand. */
export async function leaksOf(product: WalkedProduct, it: Ask, route: string): Promise<string[]> {
  const leak = async (who: Who, variant: 'page' | 'data') => {
    const { status, text } = await ask(product, who, methodOf(route), asOther(it), variant)
    return isShown(product, text, it.finds) || text.includes(WITNESS) ? [`${who} ${variant} ${status}`] : []
  }
  const asked = variantsOf(route).flatMap((variant) => it.nothing.map((who) => leak(who, variant)))
  return (await Promise.all(asked)).flat()
}
