import { useState } from 'preact/hooks'
import { focusSoon } from './focus'
import { Icon } from './icon'

interface Props {
  tags: readonly string[]
  change: (tags: string[]) => void
}

/** Words as chips: Enter or a comma adds one, its cross removes it. */
export function TagsField({ tags, change }: Props) {
  const [typed, setTyped] = useState('')
  const add = (text: string) => {
    const fresh = text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean)
    change([...new Set([...tags, ...fresh])])
    setTyped('')
  }
  const remove = (tag: string) => {
    change(tags.filter((each) => each !== tag))
    focusSoon('picture-tags')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ',') {
      event.preventDefault()
      add(typed)
    }
    if (event.key === 'Backspace' && !typed) change(tags.slice(0, -1))
  }
  return (
    <div class="field">
      <label for="picture-tags">Tags</label>
      {tags.length > 0 && (
        <ul class="row">
          {tags.map((tag) => (
            <li key={tag} class="chip">
              {tag}
              <button
                type="button"
                class="plain tiny"
                aria-label={`Remove the tag ${tag}`}
                onClick={() => remove(tag)}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <input
        id="picture-tags"
        value={typed}
        placeholder="Add a tag and press Enter"
        autocomplete="off"
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => typed.trim() && add(typed)}
      />
    </div>
  )
}
