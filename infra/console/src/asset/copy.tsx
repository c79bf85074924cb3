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
  /** Only the drawing is seen. */
  bare?: boolean
}

export function CopyButton({ text, what, bare }: Props) {
  const label = `Copy ${what.charAt(0).toLowerCase()}${what.slice(1)}`
  return (
    <button
      type="button"
      class={bare ? 'small plain' : 'small'}
      aria-label={label}
      title={bare ? label : undefined}
      onClick={() => copy(text, what)}
    >
      <Icon name="copy" />
      {!bare && 'Copy'}
    </button>
  )
}
