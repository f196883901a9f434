// What other features may ask of the record, named one by one.
export { declareGp } from './commands/declare-gp.server.ts'
export { designate } from './commands/designate.server.ts'
export { endRelation } from './commands/end-relation.server.ts'
export { type FiledDocument, fileDocument } from './commands/file-document.server.ts'
export { type OpenedFile, openFile } from './commands/open-file.server.ts'
export { type RecordedStay, recordStay } from './commands/record-stay.server.ts'
export { withdrawDocument } from './commands/withdraw-document.server.ts'
