/** Deleting for ever, after a while in which it can be taken back. */

import { addressOf, api, take } from '../api/client'
import { complain, offer, say } from '../notices'
import { user } from '../session'
import { count } from '../text'
import { drop, hidden } from './store'

const UNDO_MS = 8000
/** The API takes as many at once. */
const AT_ONCE = 100

const waiting = new Map<number, ReadonlySet<string>>()
let last = 0

/** Hide them now, delete them when the time to take it back is over. */
export function deleteSoon(ids: readonly string[]): void {
  const group = ++last
  const chosen = new Set(ids)
  waiting.set(group, chosen)
  hidden.value = new Set([...hidden.value, ...chosen])
  const timer = setTimeout(() => void deleteNow(group), UNDO_MS)
  offer(`${count(chosen.size, 'picture')} deleted.`, 'Undo', () => takeBack(group, timer), UNDO_MS)
}

function takeBack(group: number, timer: ReturnType<typeof setTimeout>): void {
  clearTimeout(timer)
  const back = waiting.get(group)
  if (!back) return
  waiting.delete(group)
  show(back)
  say(`${count(back.size, 'picture')} kept.`)
}

async function deleteNow(group: number): Promise<void> {
  const chosen = waiting.get(group)
  if (!chosen) return
  waiting.delete(group)
  const ids = [...chosen]
  const kept = new Set<string>()
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    const some = ids.slice(start, start + AT_ONCE)
    try {
      const { results } = await take(
        api.POST('/v1/assets/bulk-delete', { body: { asset_ids: some } }),
      )
      results.forEach((result, index) => {
        if ('code' in result && result.code !== 'asset_not_found') kept.add(some[index] as string)
      })
    } catch (error) {
      some.forEach((id) => kept.add(id))
      complain(error)
    }
  }
  drop(new Set(ids.filter((id) => !kept.has(id))))
  show(chosen)
  if (kept.size) complain(new Error(`${count(kept.size, 'picture')} could not be deleted.`))
}

function show(ids: ReadonlySet<string>): void {
  hidden.value = new Set([...hidden.value].filter((id) => !ids.has(id)))
}

/** Whoever leaves the page has not taken it back. */
addEventListener('pagehide', () => {
  for (const chosen of waiting.values()) {
    const ids = [...chosen].slice(0, AT_ONCE)
    void fetch(addressOf('/v1/assets/bulk-delete'), {
      method: 'POST',
      keepalive: true,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${user.value?.access_token ?? ''}`,
      },
      body: JSON.stringify({ asset_ids: ids }),
    })
  }
  waiting.clear()
})
