/** Making many public or private at once. */

import { type Asset, api, take, type Visibility } from '../api/client'
import { complain, say } from '../notices'
import { count } from '../text'
import { put } from './store'

/** The API takes as many at once. */
const AT_ONCE = 25

export async function moveAll(assets: readonly Asset[], visibility: Visibility): Promise<void> {
  let moved = 0
  for (let start = 0; start < assets.length; start += AT_ONCE) {
    const some = assets.slice(start, start + AT_ONCE)
    const items = some.map(({ id }) => ({ asset_id: id, visibility }))
    const { results } = await take(api.POST('/v1/visibility', { body: { items } }))
    const done = some.filter((_, index) => !('code' in (results[index] ?? { code: '' })))
    await Promise.all(done.map(({ id }) => reread(id)))
    moved += done.length
  }
  say(`${count(moved, 'picture')} ${visibility} now.`)
  const failed = assets.length - moved
  if (failed) complain(new Error(`${count(failed, 'picture')} could not be moved.`))
}

/** Its addresses are others now. */
async function reread(id: string): Promise<void> {
  const params = { path: { asset_id: id } }
  put(await take(api.GET('/v1/assets/{asset_id}', { params })))
}
