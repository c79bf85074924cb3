/** Links for somebody without an account. */

import { useEffect, useState } from 'preact/hooks'
import { api, type Detail, type Schemas, take } from '../api/client'
import { attempt, say } from '../notices'
import { until, when } from '../text'
import { CopyButton } from './copy'
import { focusSoon } from './focus'

type Share = Schemas['ShareModel']
type NewShare = Schemas['NewShare']

const HOUR = 3600
const DAY = 24 * HOUR
const SPANS: [number, string][] = [
  [HOUR, 'an hour'],
  [DAY, 'a day'],
  [7 * DAY, 'a week'],
  [30 * DAY, '30 days'],
  [365 * DAY, 'a year'],
]
const PAGE = 100
/** Whoever has more shares than these pages hold finds them on their own page. */
const PAGES = 5

export function Shares({ asset }: { asset: Detail }) {
  const [shares, setShares] = useState<Share[] | null>(null)
  const [fresh, setFresh] = useState<NewShare | null>(null)
  useEffect(() => void attempt(async () => setShares(await sharesOf(asset.id))), [asset.id])

  const made = (share: NewShare) => {
    setFresh(share)
    setShares([share, ...(shares ?? [])])
  }
  const revoke = async (share: Share) => {
    const params = { path: { share_id: share.id } }
    await take(api.DELETE('/v1/shares/{share_id}', { params }))
    setShares((shares ?? []).filter(({ id }) => id !== share.id))
    if (fresh?.id === share.id) setFresh(null)
    say('That link opens nothing any more.')
    focusSoon('make-link')
  }

  return (
    <>
      <ShareForm asset={asset} made={made} />
      {fresh && <Fresh share={fresh} />}
      {shares === null && <p class="hint">Loading…</p>}
      {shares && shares.length > 0 && (
        <ul class="lines" aria-label="Links to this picture">
          {shares.map((share) => (
            <li key={share.id}>
              <span>{share.variant}</span>
              <span class="hint">
                since {when(share.created_at)}, ends {until(share.expires_at)}
              </span>
              <button class="small danger" onClick={() => attempt(() => revoke(share))}>
                Revoke<span class="unseen"> the link made {when(share.created_at)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function ShareForm({ asset, made }: { asset: Detail; made: (share: NewShare) => void }) {
  const variants = Object.entries(asset.variants).sort(([, a], [, b]) => b.width - a.width)
  const [variant, setVariant] = useState(variants[0]?.[0])
  const [seconds, setSeconds] = useState(7 * DAY)
  const [busy, setBusy] = useState(false)
  const submit = async (event: Event) => {
    event.preventDefault()
    setBusy(true)
    const params = { path: { asset_id: asset.id } }
    const body = { variant, expires_in: seconds }
    await attempt(async () =>
      made(await take(api.POST('/v1/assets/{asset_id}/shares', { params, body }))),
    )
    setBusy(false)
  }
  return (
    <form class="fields" onSubmit={submit}>
      <label class="field wide">
        <span>What</span>
        <select value={variant} onChange={({ currentTarget }) => setVariant(currentTarget.value)}>
          {variants.map(([name, { width, height }]) => (
            <option key={name} value={name}>
              {name} ({width} × {height})
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>For</span>
        <select
          value={seconds}
          onChange={({ currentTarget }) => setSeconds(Number(currentTarget.value))}
        >
          {SPANS.map(([span, name]) => (
            <option key={span} value={span}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button id="make-link" disabled={busy}>
        {busy ? 'Making a link…' : 'Make a link'}
      </button>
    </form>
  )
}

/** The link is told once: only its end can be asked for later. */
function Fresh({ share }: { share: NewShare }) {
  return (
    <div class="fresh stack" role="status">
      <label class="field">
        <span>The link. It is shown only now; copy it.</span>
        <input readOnly value={share.url} onFocus={({ currentTarget }) => currentTarget.select()} />
      </label>
      <p class="row">
        <CopyButton text={share.url} what="The link" />
        <a href={share.url} target="_blank" rel="noreferrer">
          Try it<span class="unseen"> in a new tab</span>
        </a>
      </p>
    </div>
  )
}

async function sharesOf(id: string): Promise<Share[]> {
  const found: Share[] = []
  let cursor: string | undefined
  for (let page = 0; page < PAGES; page += 1) {
    const query = { limit: PAGE, cursor }
    const { items, next_cursor } = await take(api.GET('/v1/shares', { params: { query } }))
    found.push(...items.filter((each) => each.asset_id === id))
    if (!next_cursor) break
    cursor = next_cursor
  }
  return found
}
