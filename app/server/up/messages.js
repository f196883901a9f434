// What `npm run up` says. Plain JavaScript, apart from the product's texts: it speaks before anything is
// installed. Progress is in the language of the terminal, refusals are in both.

/** @type {Record<string, string | undefined>} */
const { LC_ALL, LC_MESSAGES, LANG } = process.env
export const language = /^en/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'en' : 'fr'

/** @typedef {Record<string, string | number>} Values */

const fr = {
  installing: 'Installation des paquets (npm ci), une à deux minutes la première fois…',
  installFailed:
    'L’installation des paquets a échoué : voyez le message de npm ci-dessus, vérifiez l’accès au registre npm, puis relancez « npm run up ».',
  building: 'Construction de l’application, une demi-minute environ…',
  buildFailed: 'La construction a échoué : le message ci-dessus dit où.',
  stillWorking: '… {{seconds}} s',
  done: '… fait en {{seconds}} s',
  creatingCluster: 'Création de la base de données…',
  startingPostgres: 'Démarrage de Postgres…',
  attachedPostgres: 'Postgres tournait encore : reprise.',
  migrating: 'Mise à jour du schéma…',
  seeding: 'Création de la région de démonstration (une seule fois)…',
  seedFailed: 'La région de démonstration n’a pas pu être créée. Journal : {{log}}',
  startingProcesses: 'Démarrage des services…',
  notStarted: '« {{name}} » ne démarre pas. Journal : {{log}}',
  ended: '« {{name}} » s’est arrêté ({{reason}}), relance dans {{seconds}} s. Journal : {{log}}',
  postgresGone: 'Postgres s’est arrêté, relance…',
  endingLeftOvers: 'Arrêt des processus laissés par un démarrage interrompu…',
  ready: 'Cordée est prête : {{url}}',
  mailbox: 'Courriels de démonstration : {{url}}',
  logs: 'Journaux : {{folder}}',
  accounts: 'Comptes de démonstration, ouverts en un clic depuis la page d’accueil :',
  howToStop: 'Ctrl-C pour arrêter.',
  stopping: 'Arrêt…',
  stopped: 'Arrêtée. Les données restent dans {{folder}}.',
  otherIsStarting: 'Un autre « npm run up » (processus {{pid}}) démarre dans ce dossier : attente…',
  alreadyRunning: 'Cordée tourne déjà dans ce dossier (processus {{pid}}) : {{url}}',
  portTaken:
    'Le port {{port}} est déjà pris par un autre programme. Arrêtez ce programme, ou choisissez un autre port : PORT={{other}} npm run up',
  portForbidden:
    'Le port {{port}} est réservé au système. Choisissez un port au-dessus de 1024 : PORT=3000 npm run up',
  portInvalid: 'PORT={{port}} n’est pas un port : il faut un nombre entre 1 et 65535.',
  databaseRefused:
    '{{name}} est défini : « npm run up » lance une démonstration dont les comptes s’ouvrent en un clic, et seulement sur sa propre base. Retirez {{name}}, ou suivez docs/operations.md pour un vrai serveur.',
  originRefused:
    'ORIGIN={{origin}} est une adresse publique : « npm run up » lance une démonstration dont les comptes s’ouvrent en un clic, et seulement sur cette machine. Retirez ORIGIN, ou suivez docs/operations.md pour un vrai serveur.',
  openToNetwork:
    'Attention : HOST={{host}} ouvre cette démonstration, et ses comptes en un clic, à tout le réseau.',
  folderClosed:
    'Le dossier {{folder}} n’est pas accessible en écriture : il appartient sans doute à un autre utilisateur (un premier démarrage par root ?). Relancez avec le même utilisateur, ou rendez-le vôtre : sudo chown -R "$USER" {{folder}}',
  failed: 'Échec du démarrage : {{reason}}',
}

/** @type {typeof fr} */
const en = {
  installing: 'Installing the packages (npm ci), one to two minutes the first time…',
  installFailed:
    'Installing the packages failed: see npm’s message above, check that the npm registry can be reached, then run "npm run up" again.',
  building: 'Building the application, about half a minute…',
  buildFailed: 'The build failed: the message above says where.',
  stillWorking: '… {{seconds}} s',
  done: '… done in {{seconds}} s',
  creatingCluster: 'Creating the database…',
  startingPostgres: 'Starting Postgres…',
  attachedPostgres: 'Postgres was still running: using it.',
  migrating: 'Updating the schema…',
  seeding: 'Creating the demonstration region (only once)…',
  seedFailed: 'The demonstration region could not be created. Log: {{log}}',
  startingProcesses: 'Starting the services…',
  notStarted: '"{{name}}" does not start. Log: {{log}}',
  ended: '"{{name}}" ended ({{reason}}), starting it again in {{seconds}} s. Log: {{log}}',
  postgresGone: 'Postgres ended, starting it again…',
  endingLeftOvers: 'Ending processes left by an interrupted start…',
  ready: 'Cordée is ready: {{url}}',
  mailbox: 'Demonstration mail: {{url}}',
  logs: 'Logs: {{folder}}',
  accounts: 'Demonstration accounts, opened with one click from the home page:',
  howToStop: 'Ctrl-C to stop.',
  stopping: 'Stopping…',
  stopped: 'Stopped. The data stay in {{folder}}.',
  otherIsStarting: 'Another "npm run up" (process {{pid}}) is starting in this folder: waiting…',
  alreadyRunning: 'Cordée already runs from this folder (process {{pid}}): {{url}}',
  portTaken:
    'Port {{port}} is already taken by another program. Stop that program, or choose another port: PORT={{other}} npm run up',
  portForbidden: 'Port {{port}} is reserved for the system. Choose a port above 1024: PORT=3000 npm run up',
  portInvalid: 'PORT={{port}} is not a port: it takes a number from 1 to 65535.',
  databaseRefused:
    '{{name}} is set: "npm run up" starts a demonstration whose accounts open with one click, and only on a database of its own. Unset {{name}}, or follow docs/operations.md for a real server.',
  originRefused:
    'ORIGIN={{origin}} is a public address: "npm run up" starts a demonstration whose accounts open with one click, and only on this machine. Unset ORIGIN, or follow docs/operations.md for a real server.',
  openToNetwork:
    'Beware: HOST={{host}} opens this demonstration, and its one-click accounts, to the whole network.',
  folderClosed:
    'The folder {{folder}} cannot be written: it probably belongs to another user (a first start by root?). Start as that user, or make it yours: sudo chown -R "$USER" {{folder}}',
  failed: 'The start failed: {{reason}}',
}

export const texts = { fr, en }

/** @typedef {keyof typeof fr} Key */

/** @param {string} text @param {Values} values */
const fill = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name]))

/** @param {Key} key @param {Values} [values] */
export const text = (key, values = {}) => fill(texts[language][key], values)

/** @param {Key} key @param {Values} [values] */
export const say = (key, values = {}) => void process.stdout.write(`${text(key, values)}\n`)

/**
 * What stops the start: in both languages, since it is what people search for and pass on.
 * @param {Key} key @param {Values} [values]
 */
export function refusal(key, values = {}) {
  const error = new Error(`${fill(fr[key], values)}\n${fill(en[key], values)}`)
  error.name = 'Refusal' // by name: the supervisor's bundle has its own copy of this module
  return error
}

/**
 * Says what begins and, when it takes more than a second, that it goes on and how long it took.
 * @template T
 * @param {Key} key
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(key, work) {
  say(key)
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 100) / 10
  const ticking = setInterval(() => say('stillWorking', { seconds: Math.round(seconds()) }), 10_000)
  try {
    const result = await work()
    if (seconds() >= 1) say('done', { seconds: seconds() })
    return result
  } finally {
    clearInterval(ticking)
  }
}
