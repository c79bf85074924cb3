/** Public or private, and the way from one to the other as it is gone. */

import { useState } from 'preact/hooks'
import { api, type Detail, take, type Visibility } from '../api/client'
import { ApiError } from '../api/problem'
import { complain, say } from '../notices'
import { when } from '../text'
import { CopyButton } from './copy'

const EXPLAINED =
  'It is being moved at this moment: somebody asked before. Wait until that is done.'

interface Props {
  asset: Detail
  reread: () => Promise<Detail>
  change: (asset: Detail) => void
}

export function VisibilityPanel({ asset, reread, change }: Props) {
  const [wanted, setWanted] = useState<Visibility | null>(null)
  const isPublic = asset.visibility === 'public'
  const moving = wanted !== null || asset.transition !== null

  const move = async () => {
    if (moving) return
    const visibility = isPublic ? 'private' : 'public'
    setWanted(visibility)
    const moved = await put(asset.id, visibility)
    await reread()
      .then(change)
      .catch(moved ? complain : () => undefined)
    setWanted(null)
  }

  return (
    <section class="panel visibility" aria-labelledby="picture-visibility">
      <div class="row apart">
        <div>
          <h2 id="picture-visibility">Public</h2>
          <p class="hint" role="status">
            {state(asset, wanted)}
          </p>
        </div>
        <button
          class="switch"
          role="switch"
          aria-checked={wanted ? wanted === 'public' : isPublic}
          aria-labelledby="picture-visibility"
          aria-disabled={moving}
          aria-busy={moving}
          onClick={move}
        >
          <span />
        </button>
      </div>
      {isPublic && !moving && <Address asset={asset} />}
    </section>
  )
}

function Address({ asset }: { asset: Detail }) {
  const [variant] = Object.values(asset.variants).sort((a, b) => b.width - a.width)
  if (!variant) return null
  return (
    <div class="address">
      <a href={variant.url} target="_blank" rel="noreferrer">
        {variant.url.replace(/^https?:\/\//, '')}
        <span class="unseen"> in a new tab</span>
      </a>
      <CopyButton text={variant.url} what="The public address" />
    </div>
  )
}

function state(asset: Detail, wanted: Visibility | null): string {
  if (asset.transition === 'publishing' || wanted === 'public') return 'Publishing…'
  if (asset.transition === 'revoking' || wanted === 'private') return 'Making it private…'
  if (asset.visibility !== 'public') return 'Only you see it.'
  return `Anybody who has the address sees it, since ${when(asset.visibility_since ?? asset.updated_at)}.`
}

/** Whether it was done, or is under way. */
async function put(id: string, visibility: Visibility): Promise<boolean> {
  const params = { path: { asset_id: id } }
  try {
    const moved = await take(
      api.PUT('/v1/assets/{asset_id}/visibility', { params, body: { visibility } }),
    )
    if (!moved.transition) say(`It is ${moved.visibility} now.`)
    return true
  } catch (error) {
    const known = error instanceof ApiError && error.code === 'move_in_progress'
    complain(known ? new ApiError({ ...error.problem, errors: [], detail: EXPLAINED }) : error)
    return false
  }
}
