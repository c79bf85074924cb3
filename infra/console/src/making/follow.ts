/** What becomes of something that was asked for: asked until it is over. */

import { api, type Generation, take } from '../api/client'
import { ApiError } from '../api/problem'
import { assets, put, readStats } from '../gallery/store'

/** Seconds that one question waits for its answer; the API allows 20. */
const WAIT = 20
/** The same where there is something to see in between: the next of several, or words heard. */
const WAIT_FOR_STEPS = 2
/** How long after a network that failed. */
const PAUSE_MS = 2000
const FAILURES = 30

const OVER = new Set(['ready', 'refused', 'failed'])
export const isOver = ({ state }: Pick<Generation, 'state'>): boolean => OVER.has(state)

/**
 * Tells of every change until it is over, and returns how it ended. Leaving aborts it, with an
 * AbortError. The gallery hears of what was made.
 */
export async function follow(
  begun: Pick<Generation, 'id' | 'progress' | 'audio_upload_id'>,
  changed: (now: Generation) => void,
  signal: AbortSignal,
): Promise<Generation> {
  const steps = begun.progress.of > 1 || begun.audio_upload_id !== null
  const query = { wait: steps ? WAIT_FOR_STEPS : WAIT }
  const params = { path: { generation_id: begun.id }, query }
  for (let failures = 0; ; ) {
    try {
      const now = await take(api.GET('/v1/generations/{generation_id}', { params, signal }))
      show(now)
      changed(now)
      if (isOver(now)) return now
      failures = 0
    } catch (error) {
      failures += 1
      if (signal.aborted || error instanceof ApiError || failures === FAILURES) throw error
      await pause(signal)
    }
  }
}

function show(now: Generation): void {
  const known = new Set(assets.peek().map(({ id }) => id))
  for (const asset of now.results) if (!known.has(asset.id)) put(asset)
  if (isOver(now)) void readStats()
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, PAUSE_MS)
    signal.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason)))
  })
}

/** Whether it is only that somebody left. */
export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError'
