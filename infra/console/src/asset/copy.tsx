import type { ComponentChildren } from 'preact'
import { attempt, say } from '../notices'
import { Icon } from './icon'

/** Put a text on the clipboard and say so. */
export async function copy(text: string, what: string): Promise<void> {
  await attempt(async () => {
    try {
      await navigator.clipboard.writeText(text)
    } catch {
      throw new Error(`The browser does not let this page copy. It is: ${text}`)
    }
    say(`${what} copied.`)
  })
}

interface Props {
  text: string
  /** `The address`, as in “The address copied.” */
  what: string
  children?: ComponentChildren
}

export function CopyButton({ text, what, children }: Props) {
  return (
    <button type="button" class="small" onClick={() => copy(text, what)}>
      <Icon name="copy" />
      {children ?? (
        <>
          Copy<span class="unseen"> {what.charAt(0).toLowerCase() + what.slice(1)}</span>
        </>
      )}
    </button>
  )
}
