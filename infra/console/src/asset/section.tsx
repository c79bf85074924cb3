/** A part of the page that can be folded, and stays so in this browser. */

import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'

const KEPT = 'darkroom.sections'

function read(): Record<string, boolean> {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, boolean>
  } catch {
    return {}
  }
}

function keep(name: string, open: boolean): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify({ ...read(), [name]: open }))
  } catch {
    // Full, or forbidden: then it is forgotten.
  }
}

interface Props {
  name: string
  title: string
  /** Shown beside the title. */
  note?: ComponentChildren
  opened?: boolean
  children: ComponentChildren
}

/** What is in it is only made, and only asked for, once it is open; what was typed then stays. */
export function Section({ name, title, note, opened = false, children }: Props) {
  const [open, setOpen] = useState(() => read()[name] ?? opened)
  const seen = useRef(open)
  seen.current ||= open
  return (
    <details
      class="section"
      open={open}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open === open) return
        setOpen(currentTarget.open)
        keep(name, currentTarget.open)
      }}
    >
      <summary>
        <h2>{title}</h2>
        {note !== undefined && <span class="hint">{note}</span>}
      </summary>
      {seen.current && <div class="stack body">{children}</div>}
    </details>
  )
}
