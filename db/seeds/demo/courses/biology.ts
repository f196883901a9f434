import type { Draw } from '../draw.ts'
import { type Analysis, tenths } from '../story.ts'

/** A blood count and what goes with chemotherapy; `low` when the marrow suffers. */
export function bloodCount(draw: Draw, { low = false } = {}): Analysis[] {
  const haemoglobin = (low ? 92 : 118) + draw.below(18)
  const neutrophils = low ? 8 + draw.below(6) : 28 + draw.below(30)
  const platelets = (low ? 96 : 190) + draw.below(90)
  const creatinine = 58 + draw.below(40)
  return [
    {
      name: 'Hémoglobine',
      value: tenths(haemoglobin),
      unit: 'g/dL',
      usual: '12,0 - 16,0',
      isOutside: haemoglobin < 120,
    },
    {
      name: 'Leucocytes',
      value: tenths(neutrophils + 18),
      unit: 'G/L',
      usual: '4,0 - 10,0',
      isOutside: neutrophils + 18 < 40,
    },
    {
      name: 'Polynucléaires neutrophiles',
      value: tenths(neutrophils),
      unit: 'G/L',
      usual: '1,5 - 7,0',
      isOutside: neutrophils < 15,
    },
    {
      name: 'Plaquettes',
      value: String(platelets),
      unit: 'G/L',
      usual: '150 - 400',
      isOutside: platelets < 150,
    },
    { name: 'Créatinine', value: String(creatinine), unit: 'µmol/L', usual: '45 - 100' },
    { name: 'ASAT', value: String(18 + draw.below(18)), unit: 'UI/L', usual: '< 40' },
    { name: 'ALAT', value: String(16 + draw.below(22)), unit: 'UI/L', usual: '< 45' },
  ]
}

export const marker = (
  name: string,
  value: string,
  unit: string,
  usual: string,
  isOutside = false,
): Analysis => ({
  name,
  value,
  unit,
  usual,
  isOutside,
})
