import { useState } from 'preact/hooks'
import { Icon, type IconName } from '../icon'
import { add, type Draft, MOST, turn } from './draft'
import { MENU } from './menu'

/** What is wanted most, at one press; all the rest in a list. */
export function AddBar({ draft }: { draft: Draft }) {
  const [chosen, setChosen] = useState('grayscale')
  const full = draft.steps.value.length >= MOST
  const addChosen = () => {
    const entry = MENU.flatMap(([, entries]) => entries).find(({ id }) => id === chosen)
    if (entry) add(draft, entry.name, { ...first(draft, entry.name), ...entry.values })
  }
  return (
    <div class="stack adding">
      <div class="quick" role="group" aria-label="Add a step">
        <Quick icon="crop" label="Crop" run={() => add(draft, 'crop')} off={full} />
        <Quick icon="size" label="Resize" run={() => add(draft, 'resize')} off={full} />
        <Quick icon="left" label="Turn left" bare run={() => turn(draft, -90)} off={full} />
        <Quick icon="right" label="Turn right" bare run={() => turn(draft, 90)} off={full} />
        <Quick
          icon="mirror"
          label="Flip left and right"
          bare
          run={() => add(draft, 'flip')}
          off={full}
        />
        <Quick
          icon="topple"
          label="Flip top and bottom"
          bare
          run={() => add(draft, 'flip', { direction: 'vertical' })}
          off={full}
        />
      </div>
      <div class="pair">
        <select
          aria-label="Filters and more"
          value={chosen}
          onChange={({ currentTarget }) => setChosen(currentTarget.value)}
        >
          {MENU.map(([group, entries]) => (
            <optgroup key={group} label={group}>
              {entries.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
        <button type="button" onClick={addChosen} disabled={full}>
          <Icon name="plus" /> Add
        </button>
      </div>
      {full && <p class="hint">A recipe has {MOST} steps at most.</p>}
    </div>
  )
}

/** Recolouring begins with the colours that the picture has. */
function first(draft: Draft, name: string): Record<string, unknown> {
  if (name !== 'recolor') return {}
  const colors = draft.asset.palette.map(({ hex }) => hex)
  return { colors: colors.length ? colors : ['#808080'] }
}

interface QuickProps {
  icon: IconName
  label: string
  bare?: boolean
  run: () => void
  off: boolean
}

function Quick({ icon, label, bare, run, off }: QuickProps) {
  return (
    <button
      type="button"
      class={bare ? 'round' : undefined}
      aria-label={bare ? label : undefined}
      title={bare ? label : undefined}
      onClick={run}
      disabled={off}
    >
      <Icon name={icon} />
      {!bare && label}
    </button>
  )
}
