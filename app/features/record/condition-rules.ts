type Staged = {
  code: string | null
  topographyCode: string | null
  tumour: string | null
  nodes: string | null
  metastases: string | null
  stage: string | null
  morphology: string | null
}

const siteOf = (of: Staged | null) => (of?.topographyCode ?? of?.code)?.slice(0, 3) ?? null
const isCodeAlone = (of: Staged | null) =>
  !of || !(of.tumour || of.nodes || of.metastases || of.stage || of.morphology)

/** A code that a feed sends beside the same disease as somebody staged it stands under it, not as a second cancer. */
export function withTheirCodes<T extends { of: Staged | null }>(
  conditions: readonly T[],
): { condition: T; alsoCoded: T[] }[] {
  const staged = conditions.filter(({ of }) => !isCodeAlone(of) && siteOf(of))
  const under = (one: T) =>
    isCodeAlone(one.of) ? staged.find(({ of }) => siteOf(of) === siteOf(one.of)) : undefined
  return conditions
    .filter((one) => !under(one))
    .map((condition) => ({
      condition,
      alsoCoded: conditions.filter((one) => under(one) === condition),
    }))
}
