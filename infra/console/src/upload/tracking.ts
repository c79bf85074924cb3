/** What becomes of an upload once its bytes are there: asked until it is decided. */

import { signal } from '@preact/signals'
import { type Asset, api, take } from '../api/client'
import { explain } from '../api/problem'
import { put } from '../gallery/store'
import { say } from '../notices'
import { count } from '../text'

export interface Tracked {
  id: string
  name: string
  /** A small picture of the file, made in the browser; of some types there is none. */
  preview?: string
  state: 'developing' | 'rejected' | 'unknown'
  /** Why it was rejected. */
  reason?: string
  code?: string
}

/** Those that are not pictures of the gallery yet, or never will be. Newest first. */
export const tracked = signal<Tracked[]>([])

/** Seconds that one question waits for its answer; the API allows 20. */
const WAIT = 20
const TRIES = 30

export async function track(id: string, name: string, preview?: string): Promise<void> {
  tracked.value = [{ id, name, preview, state: 'developing' }, ...tracked.value]
  try {
    await follow(id, name)
  } catch (error) {
    const { text, code } = explain(error)
    change(id, { state: 'unknown', reason: text, code })
  }
}

async function follow(id: string, name: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const params = { path: { upload_id: id }, query: { wait: WAIT } }
    const upload = await take(api.GET('/v1/uploads/{upload_id}', { params }))
    if (upload.status === 'ready') {
      dismiss(id)
      put(upload.asset as Asset)
      sayReady(name)
      return
    }
    if (upload.status === 'rejected') {
      const { detail, code } = upload.problem ?? { detail: 'It was rejected.', code: undefined }
      change(id, { state: 'rejected', reason: detail, code })
      say(`${name} was rejected. ${detail}`)
      return
    }
  }
  change(id, { state: 'unknown', reason: 'It is taking long. It will appear once it is ready.' })
}

const WORTH_WAITING_MS = 1500
let ready: string[] = []

/** Many that come together are told of together. */
function sayReady(name: string): void {
  ready.push(name)
  if (ready.length > 1) return
  setTimeout(() => {
    say(ready.length === 1 ? `${name} is ready.` : `${count(ready.length, 'picture')} are ready.`)
    ready = []
  }, WORTH_WAITING_MS)
}

function change(id: string, changes: Partial<Tracked>): void {
  tracked.value = tracked.value.map((each) => (each.id === id ? { ...each, ...changes } : each))
}

export function dismiss(id: string): void {
  tracked.value = tracked.value.filter((each) => each.id !== id)
}
