/** A recording, sent by a ticket as every file is. */

import { api, take } from '../api/client'
import { ApiError, type Problem, unnamed } from '../api/problem'

/** Seconds that one question waits for its answer; the API allows 20. */
const WAIT = 20
const TRIES = 6

/** Its upload's id, once it is there to be heard. Throws ApiError, and TypeError. */
export async function upload(recording: Blob, signal: AbortSignal): Promise<string> {
  const body = { filename: 'words.wav', content_type: recording.type, size: recording.size }
  const ticket = await take(api.POST('/v1/uploads', { body, signal }))
  const form = new FormData()
  for (const [name, value] of Object.entries(ticket.fields)) form.set(name, value)
  form.set('file', recording)
  const sent = await fetch(ticket.url, { method: 'POST', body: form, signal })
  if (!sent.ok) throw new ApiError(unnamed(sent.status))
  await received(ticket.id, signal)
  return ticket.id
}

async function received(id: string, signal: AbortSignal): Promise<void> {
  const params = { path: { upload_id: id }, query: { wait: WAIT } }
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await take(api.GET('/v1/uploads/{upload_id}', { params, signal }))
    if (found.status === 'ready') return
    if (found.problem) throw new ApiError(found.problem as Problem)
  }
  throw new Error('The recording was sent, and nothing was heard of it.')
}

/** Whether that says that nobody hears recordings here. */
export const isDeafness = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'type_not_allowed'
