import { useState } from 'preact/hooks'
import type { Visibility } from '../api/client'
import { attempt } from '../notices'
import { count } from '../text'
import { deleteSoon } from './deleting'
import { moveAll } from './moving'
import { endSelecting, selectAll, selected } from './selection'

/** What can be done to all that are selected. */
export function SelectionBar() {
  const [busy, setBusy] = useState(false)
  const none = selected.value.length === 0
  const move = async (visibility: Visibility) => {
    setBusy(true)
    if (await attempt(() => moveAll(selected.value, visibility))) endSelecting()
    setBusy(false)
  }
  const remove = () => {
    deleteSoon(selected.value.map((each) => each.id))
    endSelecting()
  }
  return (
    <div class="selection row" role="toolbar" aria-label="Selected pictures">
      <strong>{count(selected.value.length, 'picture')} selected</strong>
      <button onClick={selectAll}>Select all shown</button>
      <button disabled={none || busy} onClick={() => move('public')}>
        Make public
      </button>
      <button disabled={none || busy} onClick={() => move('private')}>
        Make private
      </button>
      <button class="danger" disabled={none || busy} onClick={remove}>
        Delete
      </button>
      <button class="plain" onClick={endSelecting}>
        Done
      </button>
    </div>
  )
}
