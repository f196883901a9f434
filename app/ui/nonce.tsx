import { createContext, useContext } from 'react'

// '' and not undefined: in the browser a script's nonce reads '', and React compares.
const Nonce = createContext('')

/** This answer's CSP nonce, for the few tags that carry script or style. */
export const NonceProvider = Nonce.Provider
export const useNonce = () => useContext(Nonce)
