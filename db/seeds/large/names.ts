// Frequent French names, put together at random: nobody in particular. Order is frequency: early ones are
// drawn more often, so that a search for a usual name finds as many people as it does in a region.

const SURNAMES =
  'Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Faure André Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Garcia Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier Arnaud Martinez Gérard Roche Renard Schmitt Roy Leroux Colin Vidal Caron Picard Roger Fabre Aubert Lemoine Renaud Dumas Lacroix Olivier Philippe Bourgeois Pierre Benoît Rey Leclerc Payet Rolland Leclercq Guillaume Lecomte López Jean Dupuy Guillot Hubert Berger Carpentier Sánchez Dupuis Moulin Louis Deschamps Huet Vasseur Pérez Boucher Fleury Royer Klein Jacquet Adam Paris Poirier Marty Aubry Guyot Carré Charles Renault Charpentier Ménard Maillard Baron Bertin Bailly Hervé Schneider Fernández Collet Léger Bouvier Julien Prévost Millet Perrot Daniel Cousin Germain Breton Besson Langlois Rémy Pelletier Lévêque Perrier Leblanc Barré Lebrun Marchal Weber Mallet Hamon Boulanger Jacob Monnier Michaud Rodríguez Guichard Gillet Étienne Grondin Poulain Tessier Chevallier Collin Chauvin Gay Lemaître Bénard Maréchal Humbert Reynaud Antoine Hoarau Perret Barthélemy Cordier Pichon Lejeune Gilbert Lamy Delaunay Pasquier Carlier Laporte Delattre Vanhoutte Delannoy Deroo Lecocq Wattelier Caudron Hennebelle Dhaene Bécu Fouquet Œuvrard Verhaeghe Desmet'.split(
    ' ',
  )
const STEMS =
  'Bel Cas Dor Fal Gar Lan Mar Nor Per Quen Ros Sar Tal Val Ver Bar Cha Del Fer Gal Mon Pon Ray Sol Tour Vau'.split(
    ' ',
  )
const ENDINGS = 'eau ier on ard in et ot elle ac ignac eux oux ville mont court val beau sart'.split(' ')

export const MEN =
  'Jean Pierre Michel André Philippe René Louis Alain Jacques Bernard Marcel Daniel Roger Robert Paul Claude Christian Henri Georges Nicolas Gérard Laurent Patrick François Maurice Thierry Stéphane Christophe Julien Éric Pascal Raymond Frédéric Olivier David Sébastien Guillaume Vincent Jean-Pierre Jean-Claude Jean-Luc Antoine Alexandre Hervé Bruno Benoît Maxime Thomas Mathieu Jérôme Rémi Émile Yves Mohamed Ali Karim Joël Didier Serge Lucien Gilles Xavier'.split(
    ' ',
  )
export const WOMEN =
  'Marie Jeanne Françoise Monique Catherine Nathalie Isabelle Jacqueline Anne Sylvie Martine Madeleine Nicole Suzanne Hélène Christine Marguerite Denise Louise Christiane Yvonne Valérie Sophie Sandrine Stéphanie Véronique Simone Céline Chantal Patricia Brigitte Annie Julie Aurélie Laurence Marie-Claude Anne-Marie Odette Josiane Élise Émilie Camille Claire Charlotte Inès Fatima Samira Cécile Dominique Evelyne Geneviève Colette Solange Zoé Noémie Agnès Béatrice Danielle Élodie Marthe Paulette Lucie'.split(
    ' ',
  )
export const CITIES =
  'Arbresault Beaumesnil Clairvaux-les-Monts Dampierre-sur-Lys Étreval Fontenelle Grandpré Hautecombe Lormont-la-Vallée Montreuil-aux-Bois Noirval Orvanne Pierrefonte Quincy-le-Haut Rochebrune Saint-Aubin-des-Prés Saint-Éloi-sur-Aulne Thérouval Vaucresson-le-Neuf Villeneuve-les-Saules'.split(
    ' ',
  )

const MADE_UP = STEMS.flatMap((stem) => ENDINGS.map((ending) => stem + ending))
const every = <T>(nth: number, list: T[]) => list.filter((_, i) => i % nth === 0)

/** About 1,100 family names: usual ones first, then made-up, double and particled ones for the long tail. */
export const FAMILY_NAMES = [
  ...new Set([
    ...SURNAMES,
    ...MADE_UP,
    ...every(6, MADE_UP).map((name) => `Le ${name}`),
    ...SURNAMES.slice(0, 200).map((name, i) => `${name}-${SURNAMES[(i * 7 + 11) % SURNAMES.length]}`),
    ...every(6, SURNAMES).flatMap((name) => [`D’${name}`, `De ${name}`]),
  ]),
]
