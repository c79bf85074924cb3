/** Every link that was given out and still opens. */

import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { api, type Detail, type Schemas, take } from '../api/client'
import { Picture } from '../gallery/picture'
import { attempt, say } from '../notices'
import { until, when } from '../text'

type Share = Schemas['ShareModel']

const shares = signal<Share[] | null>(null)
const pictures = signal<Record<string, Detail>>({})
const cursor = signal<string | null>(null)

export function SharesPage() {
  useEffect(() => {
    shares.value = null
    cursor.value = null
    void attempt(read)
  }, [])
  const known = shares.value
  return (
    <div class="stack narrow">
      <h1>Shares</h1>
      <p class="hint">Whoever has such a link sees the picture without signing in.</p>
      {known === null && <p aria-busy="true">Loading…</p>}
      {known?.length === 0 && (
        <section class="nothing stack">
          <h2>Nothing is shared</h2>
          <p>Open a picture and choose “Share” to make a link for somebody without an account.</p>
        </section>
      )}
      <ul class="stack">
        {known?.map((share) => (
          <Row key={share.id} share={share} />
        ))}
      </ul>
      {cursor.value && <button onClick={() => attempt(read)}>Show more</button>}
    </div>
  )
}

function Row({ share }: { share: Share }) {
  const asset = pictures.value[share.asset_id]
  const name = asset?.filename ?? 'a picture'
  return (
    <li class="panel share">
      <Link href={`/assets/${share.asset_id}`} class="thumb" aria-label={`To ${name}`}>
        {asset && <Picture asset={asset} alt="" sizes="6rem" />}
      </Link>
      <div>
        <strong>{name}</strong>
        <p class="hint">
          {share.variant}, since {when(share.created_at)}, ends {until(share.expires_at)}
        </p>
      </div>
      <button class="danger" onClick={() => attempt(() => revoke(share, name))}>
        Revoke<span class="unseen"> the link to {name}</span>
      </button>
    </li>
  )
}

async function read(): Promise<void> {
  const query = { limit: 50, cursor: cursor.value ?? undefined }
  const page = await take(api.GET('/v1/shares', { params: { query } }))
  shares.value = [...(shares.value ?? []), ...page.items]
  cursor.value = page.next_cursor
  await Promise.all([...new Set(page.items.map((each) => each.asset_id))].map(show))
}

/** A picture that is gone meanwhile has no face. */
async function show(id: string): Promise<void> {
  if (pictures.value[id]) return
  const params = { path: { asset_id: id } }
  const asset = await take(api.GET('/v1/assets/{asset_id}', { params })).catch(() => null)
  if (asset) pictures.value = { ...pictures.value, [id]: asset }
}

async function revoke(share: Share, name: string): Promise<void> {
  const params = { path: { share_id: share.id } }
  await take(api.DELETE('/v1/shares/{share_id}', { params }))
  shares.value = (shares.value ?? []).filter((each) => each.id !== share.id)
  say(`The link to ${name} opens nothing any more.`)
}
