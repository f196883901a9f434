// A starter set of our own: CIM-10 codes of cancers, in the words of people who work with them. One line each:
// code | diagnosis | site | p for an organ there are two of, u for one there is one of.
// No more than a help for the fingers: what is not here is typed, with its code or without.

const LINES = `
C00.9|Cancer de la lèvre|Lèvre|u
C01|Cancer de la base de la langue|Base de la langue|u
C02.9|Cancer de la langue|Langue|u
C03.9|Cancer de la gencive|Gencive|u
C04.9|Cancer du plancher de la bouche|Plancher de la bouche|u
C06.9|Cancer de la cavité buccale|Cavité buccale|u
C07|Cancer de la glande parotide|Glande parotide|p
C09.9|Cancer de l’amygdale|Amygdale|p
C10.9|Cancer de l’oropharynx|Oropharynx|u
C11.9|Cancer du rhinopharynx, cavum|Rhinopharynx|u
C12|Cancer du sinus piriforme|Sinus piriforme|p
C13.9|Cancer de l’hypopharynx|Hypopharynx|u
C15.9|Cancer de l’œsophage|Œsophage|u
C15.5|Cancer de l’œsophage, tiers inférieur|Œsophage, tiers inférieur|u
C16.0|Cancer du cardia|Cardia|u
C16.3|Cancer de l’antre gastrique|Antre gastrique|u
C16.9|Cancer de l’estomac|Estomac|u
C17.9|Cancer de l’intestin grêle|Intestin grêle|u
C18.0|Cancer du cæcum|Cæcum|u
C18.2|Cancer du côlon droit (ascendant)|Côlon ascendant|u
C18.3|Cancer de l’angle colique droit|Angle colique droit|u
C18.4|Cancer du côlon transverse|Côlon transverse|u
C18.5|Cancer de l’angle colique gauche|Angle colique gauche|u
C18.6|Cancer du côlon gauche (descendant)|Côlon descendant|u
C18.7|Cancer du côlon sigmoïde|Côlon sigmoïde|u
C18.9|Cancer du côlon|Côlon|u
C19|Cancer de la jonction recto-sigmoïdienne|Jonction recto-sigmoïdienne|u
C20|Cancer du rectum|Rectum|u
C21.0|Cancer de l’anus|Anus|u
C21.1|Cancer du canal anal|Canal anal|u
C22.0|Carcinome hépatocellulaire|Foie|u
C22.1|Cholangiocarcinome intra-hépatique|Voies biliaires intra-hépatiques|u
C23|Cancer de la vésicule biliaire|Vésicule biliaire|u
C24.0|Cancer des voies biliaires extra-hépatiques|Voies biliaires extra-hépatiques|u
C24.1|Ampullome vatérien|Ampoule de Vater|u
C25.0|Cancer de la tête du pancréas|Tête du pancréas|u
C25.1|Cancer du corps du pancréas|Corps du pancréas|u
C25.2|Cancer de la queue du pancréas|Queue du pancréas|u
C25.9|Cancer du pancréas|Pancréas|u
C30.0|Cancer des fosses nasales|Fosses nasales|u
C31.0|Cancer du sinus maxillaire|Sinus maxillaire|p
C32.0|Cancer de la glotte|Glotte|u
C32.1|Cancer de l’étage sus-glottique|Étage sus-glottique|u
C32.9|Cancer du larynx|Larynx|u
C34.0|Cancer de la bronche souche|Bronche souche|p
C34.1|Cancer bronchique, lobe supérieur|Poumon, lobe supérieur|p
C34.2|Cancer bronchique, lobe moyen|Poumon, lobe moyen|p
C34.3|Cancer bronchique, lobe inférieur|Poumon, lobe inférieur|p
C34.9|Cancer bronchique, cancer du poumon|Poumon|p
C37|Thymome malin, carcinome thymique|Thymus|u
C38.4|Cancer de la plèvre|Plèvre|p
C40.2|Tumeur maligne osseuse du membre inférieur|Os longs du membre inférieur|p
C41.9|Tumeur maligne osseuse|Os|
C43.3|Mélanome du visage|Peau du visage|
C43.5|Mélanome du tronc|Peau du tronc|
C43.6|Mélanome du membre supérieur|Peau du membre supérieur|p
C43.7|Mélanome du membre inférieur|Peau du membre inférieur|p
C43.9|Mélanome malin de la peau|Peau|
C44.3|Carcinome cutané du visage|Peau du visage|
C44.9|Carcinome cutané|Peau|
C45.0|Mésothéliome de la plèvre|Plèvre|p
C45.1|Mésothéliome du péritoine|Péritoine|u
C46.9|Sarcome de Kaposi|Peau|
C48.0|Sarcome rétropéritonéal|Rétropéritoine|u
C48.2|Cancer du péritoine|Péritoine|u
C49.2|Sarcome des tissus mous du membre inférieur|Tissus mous du membre inférieur|p
C49.9|Sarcome des tissus mous|Tissus mous|
C50.1|Cancer du sein, portion centrale|Sein, portion centrale|p
C50.2|Cancer du sein, quadrant supéro-interne|Sein, quadrant supéro-interne|p
C50.3|Cancer du sein, quadrant inféro-interne|Sein, quadrant inféro-interne|p
C50.4|Cancer du sein, quadrant supéro-externe|Sein, quadrant supéro-externe|p
C50.5|Cancer du sein, quadrant inféro-externe|Sein, quadrant inféro-externe|p
C50.9|Cancer du sein|Sein|p
C51.9|Cancer de la vulve|Vulve|u
C52|Cancer du vagin|Vagin|u
C53.9|Cancer du col de l’utérus|Col de l’utérus|u
C54.1|Cancer de l’endomètre|Endomètre|u
C54.9|Cancer du corps de l’utérus|Corps de l’utérus|u
C56|Cancer de l’ovaire|Ovaire|p
C57.0|Cancer de la trompe de Fallope|Trompe de Fallope|p
C60.9|Cancer du pénis, de la verge|Pénis|u
C61|Cancer de la prostate|Prostate|u
C62.9|Cancer du testicule|Testicule|p
C64|Cancer du rein|Rein|p
C65|Cancer du bassinet|Bassinet|p
C66|Cancer de l’uretère|Uretère|p
C67.9|Cancer de la vessie|Vessie|u
C68.0|Cancer de l’urètre|Urètre|u
C69.3|Mélanome de la choroïde|Choroïde|p
C70.9|Méningiome malin|Méninges|
C71.1|Tumeur maligne du lobe frontal|Lobe frontal|p
C71.2|Tumeur maligne du lobe temporal|Lobe temporal|p
C71.9|Tumeur maligne du cerveau, glioblastome|Encéphale|
C73|Cancer de la thyroïde|Thyroïde|u
C74.9|Cancer de la surrénale|Surrénale|p
C76.0|Cancer de la tête et du cou, siège imprécis|Tête, face et cou|
C77.9|Métastase ganglionnaire|Ganglion lymphatique|
C78.0|Métastase pulmonaire|Poumon|p
C78.7|Métastase hépatique|Foie|u
C79.3|Métastase cérébrale|Encéphale|
C79.5|Métastase osseuse|Os|
C80.0|Cancer de site primitif inconnu|Site primitif inconnu|
C81.9|Lymphome de Hodgkin||
C82.9|Lymphome folliculaire||
C83.1|Lymphome à cellules du manteau||
C83.3|Lymphome diffus à grandes cellules B||
C84.4|Lymphome T périphérique||
C85.9|Lymphome non hodgkinien||
C88.0|Maladie de Waldenström||
C90.0|Myélome multiple||
C91.0|Leucémie aiguë lymphoblastique||
C91.1|Leucémie lymphoïde chronique||
C92.0|Leucémie aiguë myéloïde||
C92.1|Leucémie myéloïde chronique||
C95.9|Leucémie||
D05.1|Carcinome canalaire in situ du sein|Sein|p
D06.9|Carcinome in situ du col de l’utérus|Col de l’utérus|u
D09.0|Carcinome in situ de la vessie|Vessie|u
D45|Polyglobulie de Vaquez||
D46.9|Syndrome myélodysplasique||
D47.3|Thrombocytémie essentielle||
E10.9|Diabète de type 1||
E11.9|Diabète de type 2||
E66.9|Obésité||
F17.2|Tabagisme, dépendance||
I10|Hypertension artérielle||
I25.9|Cardiopathie ischémique||
I48.9|Fibrillation auriculaire||
I50.9|Insuffisance cardiaque||
I63.9|Accident vasculaire cérébral ischémique||
I80.2|Thrombose veineuse profonde||
I26.9|Embolie pulmonaire||
J44.9|Bronchopneumopathie chronique obstructive (BPCO)||
J45.9|Asthme||
K74.6|Cirrhose du foie||
N18.9|Maladie rénale chronique||
I97.2|Lymphœdème après mastectomie||
I89.0|Lymphœdème||
`

export type CancerTerm = {
  code: string
  words: string
  /** Null: a disease without a place. */
  site: string | null
  isPaired: boolean | null
}

export const CANCERS: readonly CancerTerm[] = LINES.trim()
  .split('\n')
  .map((line) => {
    const [code = '', words = '', site = '', pair = ''] = line.split('|')
    return { code, words, site: site || null, isPaired: pair ? pair === 'p' : null }
  })
