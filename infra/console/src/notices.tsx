/** What the page has to say: read out by screen readers, and gone after a while. */

import { signal } from '@preact/signals'
import { explain } from './api/problem'

interface Notice {
  id: number
  text: string
  code?: string
  failed: boolean
  action?: { label: string; run: () => void }
}

const notices = signal<Notice[]>([])
let last = 0

const STAYS_MS = 8000
/** More at once would hide the page. */
const MOST = 2

function show(notice: Omit<Notice, 'id'>, stays = STAYS_MS): () => void {
  const id = ++last
  notices.value = [...notices.value, { ...notice, id }].slice(-MOST)
  const remove = () => {
    notices.value = notices.value.filter((each) => each.id !== id)
  }
  setTimeout(remove, stays)
  return remove
}

/** Something happened. */
export function say(text: string): void {
  show({ text, failed: false })
}

/** Something can be taken back for a while. Returns what removes the notice. */
export function offer(text: string, label: string, run: () => void, stays: number): () => void {
  const remove = show({ text, failed: false, action: { label, run: () => (remove(), run()) } }, stays)
  return remove
}

/** Something went wrong. */
export function complain(error: unknown): void {
  show({ ...explain(error), failed: true }, 2 * STAYS_MS)
}

/** Do something and complain if it fails. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    complain(error)
    return false
  }
}

export function Notices() {
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((notice) => (
        <p key={notice.id} class={notice.failed ? 'notice failed' : 'notice'}>
          <span>
            {notice.text} {notice.code && <code>{notice.code}</code>}
          </span>
          {notice.action && <button onClick={notice.action.run}>{notice.action.label}</button>}
        </p>
      ))}
    </div>
  )
}
