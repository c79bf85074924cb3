import { useRef, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { api, type Detail, take } from '../api/client'
import { drop } from '../gallery/store'
import { attempt, say } from '../notices'
import { Icon } from './icon'

/** Deleting for ever, asked twice. */
export function Remove({ asset }: { asset: Detail }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  const remove = async () => {
    setBusy(true)
    const done = await attempt(async () => {
      const params = { path: { asset_id: asset.id } }
      await take(api.DELETE('/v1/assets/{asset_id}', { params }))
    })
    setBusy(false)
    dialog.current?.close()
    if (!done) return
    drop(new Set([asset.id]))
    say(`${asset.filename} is deleted.`)
    go('/')
  }
  return (
    <>
      <button class="danger" onClick={() => dialog.current?.showModal()}>
        <Icon name="bin" /> Delete
      </button>
      <dialog ref={dialog} aria-labelledby="delete-title">
        <div class="stack">
          <h2 id="delete-title">Delete {asset.filename}?</h2>
          <p>
            The picture, its variants, its public address and every link to it are gone for ever.
            What was made of it stays.
          </p>
          <div class="row">
            <button class="main" onClick={remove} disabled={busy}>
              {busy ? 'Deleting…' : 'Delete for ever'}
            </button>
            <button autofocus onClick={() => dialog.current?.close()} disabled={busy}>
              Keep it
            </button>
          </div>
        </div>
      </dialog>
    </>
  )
}
