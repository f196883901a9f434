// The same for what a tumour is made of: CIM-O-3 codes in words of our own.

const LINES = `
8000/3|Tumeur maligne, sans précision
8010/3|Carcinome, sans précision
8012/3|Carcinome à grandes cellules
8013/3|Carcinome neuroendocrine à grandes cellules
8041/3|Carcinome à petites cellules
8046/3|Carcinome non à petites cellules
8070/2|Carcinome épidermoïde in situ
8070/3|Carcinome épidermoïde
8090/3|Carcinome basocellulaire
8120/3|Carcinome urothélial
8130/2|Carcinome urothélial papillaire non infiltrant
8140/3|Adénocarcinome
8144/3|Adénocarcinome de type intestinal
8145/3|Adénocarcinome à cellules peu cohésives
8160/3|Cholangiocarcinome
8170/3|Carcinome hépatocellulaire
8200/3|Carcinome adénoïde kystique
8240/3|Tumeur neuroendocrine bien différenciée
8246/3|Carcinome neuroendocrine
8260/3|Carcinome papillaire
8310/3|Carcinome à cellules claires
8312/3|Carcinome à cellules rénales
8330/3|Carcinome folliculaire
8380/3|Carcinome endométrioïde
8441/3|Carcinome séreux
8461/3|Carcinome séreux de haut grade
8480/3|Adénocarcinome mucineux
8490/3|Carcinome à cellules en bague à chaton
8500/2|Carcinome canalaire in situ
8500/3|Carcinome infiltrant de type non spécifique (canalaire)
8510/3|Carcinome médullaire
8520/2|Carcinome lobulaire in situ
8520/3|Carcinome lobulaire infiltrant
8530/3|Carcinome inflammatoire
8720/3|Mélanome malin
8743/3|Mélanome à extension superficielle
8800/3|Sarcome, sans précision
8850/3|Liposarcome
8890/3|Léiomyosarcome
8936/3|Tumeur stromale gastro-intestinale (GIST)
9050/3|Mésothéliome
9061/3|Séminome
9140/3|Sarcome de Kaposi
9180/3|Ostéosarcome
9260/3|Sarcome d’Ewing
9400/3|Astrocytome
9440/3|Glioblastome
9450/3|Oligodendrogliome
9530/3|Méningiome malin
9591/3|Lymphome non hodgkinien
9650/3|Lymphome de Hodgkin classique
9680/3|Lymphome diffus à grandes cellules B
9690/3|Lymphome folliculaire
9732/3|Myélome multiple
9823/3|Leucémie lymphoïde chronique
`

export const MORPHOLOGIES: readonly { code: string; words: string }[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [code = '', words = ''] = line.split('|')
    return { code, words }
  })
