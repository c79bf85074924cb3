/** Asking for what may cost something. */

import { ApiError } from '../api/problem'

/**
 * One wish of somebody. Pressing again after a network that failed asks for the same with the same
 * key, so that it is made and paid once; what was changed meanwhile is another wish.
 */
export interface Intent {
  /** Sends it; `body` is what it asks for, whole. Throws ApiError and TypeError. */
  send<Body, Answer>(body: Body, ask: (key: string) => Promise<Answer>): Promise<Answer>
}

const IN_FLIGHT = 'request_in_flight'
const AGAIN_MS = 1000
const TRIES = 10

export function newIntent(): Intent {
  let key = ''
  let wanted = ''
  return {
    async send(body, ask) {
      const said = JSON.stringify(body)
      if (!key || said !== wanted) key = crypto.randomUUID()
      wanted = said
      const answer = await patient(() => ask(key))
      key = ''
      return answer
    },
  }
}

/** The request before, whose answer never came here, may be at work still. */
async function patient<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask()
    } catch (error) {
      const busy = error instanceof ApiError && error.code === IN_FLIGHT
      if (!busy || tries === TRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    }
  }
}
