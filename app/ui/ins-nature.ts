/** Which number a matricule INS is, by its assigning authority. Nothing for an authority we do not know. */
const NATURES: Record<string, string> = {
  '1.2.250.1.213.1.4.8': 'NIR',
  '1.2.250.1.213.1.4.9': 'NIA',
  '1.2.250.1.213.1.4.10': 'NIR test',
  '1.2.250.1.213.1.4.11': 'NIR démo',
}

export const insNature = (oid: string | null) => (oid && NATURES[oid]) ?? ''
